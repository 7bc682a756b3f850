import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Writes an error to standard error as `error CODE: what happened`, `  why`, `  what to do`, and with `json` as an
 * object on standard output. A stack trace only with `debug`. Returns the exit code.
 */
export function reportError(terminal: Terminal, thrown: unknown, { json = false, debug = false } = {}): number {
  const error = toMillraceError(thrown);
  terminal.err(formatError(error));
  if (json) terminal.out(`${JSON.stringify({ error: error.describe() }, null, 2)}\n`);
  if (debug && thrown instanceof Error) terminal.err(`${formatStack(thrown)}\n`);
  return error.exitCode;
}

/** The three lines of an error. */
export function formatError({
  code,
  message,
  why,
  fix,
}: Pick<MillraceError, 'code' | 'message' | 'why' | 'fix'>): string {
  return `error ${code}: ${message}\n${[why, fix]
    .filter(Boolean)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

function formatStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${formatStack(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
