import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { takeVariable } from '../node/environment.ts';
import type { Terminal } from './terminal.ts';

/** Environment variables that hold secrets or settings; taken out of the process's environment once read (S18). */
const TAKEN_VARIABLES = ['MILLRACE_PASSPHRASE', 'MILLRACE_DATA'];

/** Where a keyring may be; others read these too, so they stay. */
const LEFT_VARIABLES = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'];

/**
 * This process's terminal. The first Ctrl+C (or SIGTERM) aborts `signal`; the second ends the process at once with
 * `exitCode` 130.
 */
export function createNodeTerminal(): Terminal & { dispose(): void } {
  const environment: Record<string, string | undefined> = {};
  for (const name of TAKEN_VARIABLES) environment[name] = takeVariable(name);
  for (const name of LEFT_VARIABLES) environment[name] = process.env[name];
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader that has seen enough (`| head`) closes the pipe; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    redraws: process.stderr.isTTY === true,
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    asks: process.stdin.isTTY === true,
    askSecret,
    workingFolder: process.cwd(),
    environment,
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

async function askSecret(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
