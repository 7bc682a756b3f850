import { fork } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EvaluatorLauncher } from '../ports/evaluator.ts';

/** MiB of heap for old objects, and for each half of the new ones (S28). */
const OLD_MIB = 64;
const NEW_MIB = 4;

/** V8's switches of a process that evaluates: its heap, no code from texts, patterns that backtrack too long run in linear time. */
export const EVALUATOR_V8_FLAGS: readonly string[] = [
  `--max-old-space-size=${OLD_MIB}`,
  `--max-semi-space-size=${NEW_MIB}`,
  '--disallow-code-generation-from-strings',
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
];

/** Where the program of an evaluator's process lies, beside the bundled command or shell, and in a checkout's sources. */
export function findEvaluatorProgram(): string {
  const here = import.meta.dirname;
  const candidates = [
    join(here, 'evaluator.js'),
    join(here, '..', 'evaluator.js'),
    join(here, '..', 'expressions', 'worker', 'program.ts'),
  ];
  return candidates.find((path) => existsSync(path)) ?? join(here, 'evaluator.js');
}

/**
 * Starts processes of this same Node that evaluate. They get an empty environment, may read nothing but their own program,
 * and can write, start or connect to nothing (Node's permission model; the program takes the rest from itself).
 */
export function createEvaluatorLauncher(program = findEvaluatorProgram()): EvaluatorLauncher {
  const readable = readableFor(program).map((path) => `--allow-fs-read=${path}`);
  const execArgv = ['--permission', ...readable, ...EVALUATOR_V8_FLAGS, '--no-warnings'];
  return ({ reply, ended }) => {
    const child = fork(program, [], {
      env: {},
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', reply);
    child.on('exit', ended);
    child.on('error', ended);
    // The host doesn't stay for its evaluators.
    child.unref();
    child.channel?.unref();
    return {
      send: (request) => {
        // A process that is gone says so by its exit.
        child.send(request, () => undefined);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/** What the program consists of: one file when it is built, its folder and JSONata in a checkout. */
function readableFor(program: string): string[] {
  if (program.endsWith('.js')) return [program];
  const folder = dirname(program);
  const jsonata = dirname(createRequire(program).resolve('jsonata'));
  const linked = join(folder, '..', '..', '..', 'node_modules');
  return [folder, linked, jsonata, realpathSync(jsonata)];
}
