import type { Remedy, RunFailure } from '../../../shared/failures/index.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { commandLineOf } from './remedy-commands.ts';

/**
 * A failure as `--json` prints it: the whole error stands once, as the document's `error`, or with its records. A remedy
 * has the command that carries it out, where one does.
 */
export type FailureDocument = Omit<RunFailure, 'error' | 'remedies'> & {
  code: string;
  remedies: (Remedy & { commandLine?: string })[];
};

/** The failure for `--json`. */
export function toFailureDocument(failure: RunFailure, state: RunState, resumable: boolean): FailureDocument {
  const { error, remedies, ...told } = failure;
  return {
    ...told,
    remedies: remedies.map((remedy) => {
      const commandLine = commandLineOf(remedy, failure, state, resumable);
      return commandLine === undefined ? remedy : { ...remedy, commandLine };
    }),
    code: error.code,
  };
}

/**
 * A failure of a run as lines for standard error: where and what, then why, what was done, what to do, and the commands
 * that do it; where none does, the one that prints the details.
 */
export function formatFailure(failure: RunFailure, state: RunState, resumable: boolean): string {
  const { step, title, cause, done, fix, error, remedies } = failure;
  const name = state.header.steps.find(({ id }) => id === step)?.name;
  const head = `${name === undefined ? '' : `${name}: `}error ${error.code}: ${title}\n`;
  const commands = remedies.map((remedy) => commandLineOf(remedy, failure, state, resumable));
  const helping = commands.filter((command) => command !== undefined);
  // The last one prints the details, which is worth a line only where nothing else helps.
  const printed = helping.length > 1 ? helping.slice(0, -1) : helping;
  return `${head}${[cause, done, fix, ...new Set(printed)]
    .filter(Boolean)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}
