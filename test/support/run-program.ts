import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A program of a test, in a process of its own; killed when the test is over at the latest. */
export type Program = {
  readonly process: ChildProcess;
  /** Lines it has written so far. */
  readonly lines: readonly string[];
  /** Resolves with the line once it has written so many; rejects, with its errors, when it ends before. */
  line(number: number): Promise<string>;
  /** Resolves with its exit code once it has ended, or undefined when a signal ended it. */
  ended(): Promise<number | undefined>;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
};

/** Starts a TypeScript program, with `before` (`strace …`) in front of Node and `flags` behind it when given. */
export function startProgram(
  file: string,
  args: readonly string[],
  before: readonly string[] = [],
  flags: readonly string[] = [],
): Program {
  const [command = process.execPath, ...rest] = [...before, process.execPath, ...flags, file, ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let errors = '';
  let waiting: { number: number; resolve(line: string): void; reject(reason: unknown): void }[] = [];
  const settle = (): void => {
    waiting = waiting.filter(({ number, resolve }) => {
      const line = lines[number - 1];
      if (line !== undefined) resolve(line);
      return line === undefined;
    });
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    settle();
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  // A program that is killed may leave its input unread.
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close').then(() => {
    for (const { number, reject } of waiting) reject(new Error(`It ended before line ${number}: ${errors}`));
  });
  const program: Program = {
    process: child,
    lines,
    line: (number) =>
      new Promise((resolve, reject) => {
        waiting.push({ number, resolve, reject });
        settle();
      }),
    async ended() {
      await closed;
      return child.exitCode ?? undefined;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
  onTestFinished(() => program.kill());
  return program;
}
