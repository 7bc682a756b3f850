import type { TestResult } from '../../../shared/contract/index.ts';
import type { Terminal } from '../terminal.ts';

/** Writes what a test of `name` found on one line: to standard output, or to standard error when it failed. */
export function printTest(terminal: Terminal, name: string, result: TestResult): void {
  const text = result.succeeded ? 'Connection test succeeded.' : 'Connection test failed.';
  const line = `${[`${name}: ${text}`, result.message, result.fix].filter(Boolean).join(' ')}\n`;
  if (result.succeeded) terminal.out(line);
  else terminal.err(line);
}
