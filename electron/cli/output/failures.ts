import type { Remedy, RunFailure } from '../../../shared/failures/index.ts';
import type { RunState } from '../../../shared/run/state.ts';

/** A failure as `--json` prints it: the whole error stands once, as the document's `error`, or with its records. */
export type FailureDocument = Omit<RunFailure, 'error'> & { code: string };

/** The failure for `--json`. */
export function toFailureDocument({ error, ...failure }: RunFailure): FailureDocument {
  return { ...failure, code: error.code };
}

/**
 * A failure of a run as lines for standard error: where and what, then why, what was done, what to do, and the commands
 * that do it.
 */
export function formatFailure(failure: RunFailure, state: RunState, resumable: boolean): string {
  const { step, title, cause, done, fix, error, remedies } = failure;
  const name = state.header.steps.find(({ id }) => id === step)?.name;
  const head = `${name === undefined ? '' : `${name}: `}error ${error.code}: ${title}\n`;
  const commands = remedies.flatMap((remedy) => commandOf(remedy, failure, state, resumable) ?? []);
  return `${head}${[cause, done, fix, ...commands]
    .filter(Boolean)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

/** The command line that does what a button of the window does, where there is one. */
function commandOf(
  { command }: Remedy,
  { step }: RunFailure,
  { header }: RunState,
  resumable: boolean,
): string | undefined {
  const connection = header.steps.find(({ id }) => id === step)?.connection?.name;
  if (command === 'test-connection' && connection !== undefined) return `millrace connections test "${connection}"`;
  if ((command === 'retry' || command === 'resume') && resumable) return `millrace resume ${header.runId}`;
  return undefined;
}
