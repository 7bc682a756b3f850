import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findElectron, type Machine } from './electron-binary.ts';

/** Exit code of a program whose shared libraries are missing (the dynamic loader's, on Linux). */
const LIBRARIES_MISSING = 127;

/**
 * The bound that the command line has, too (millrace.mjs): a run makes short-lived records by the million. V8 takes it
 * only from the command line of the main process; `app.commandLine` comes too late for that.
 */
const SMALL_YOUNG_GENERATION = '--js-flags=--max-semi-space-size=8';

/**
 * Opens Millrace: its window where Electron can be had, else in the browser by `openInBrowser`. Says in one line on
 * standard error why there is no window. Resolves with the exit code once the window or the server has been closed.
 */
export async function openApp(root: string, openInBrowser: () => Promise<number>, machine?: Machine): Promise<number> {
  const electron = await findElectron(root, machine);
  if (electron.found) {
    const code = await runElectron(electron.path, root);
    if (code !== LIBRARIES_MISSING) return code;
  }
  const reason = electron.found ? 'Electron can’t start here (libraries of a desktop are missing)' : electron.reason;
  process.stderr.write(`${reason}; opening Millrace in your browser instead.\n`);
  return openInBrowser();
}

async function runElectron(binary: string, root: string): Promise<number> {
  const child = spawn(binary, [SMALL_YOUNG_GENERATION, root], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? (signal === 'SIGINT' ? 130 : 1);
  } finally {
    process.off('SIGINT', forward);
    process.off('SIGTERM', forward);
  }
}
