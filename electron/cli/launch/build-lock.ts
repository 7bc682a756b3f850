import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a second process looks whether the first has finished building. */
const LOOK_AGAIN_MS = 100;

/** How long an empty lock may stand before its owner counts as gone. */
const FILLED_WITHIN_MS = 5000;

/**
 * Lets one process build at a time. Another waits until the first has finished; the lock of a process that is gone is
 * taken over.
 */
export async function withBuildLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, '.building');
  while (!take(lock)) await sleep(LOOK_AGAIN_MS);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isFileError(error, 'EEXIST')) throw error;
    if (!isHolderAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isHolderAlive(lock: string): boolean {
  try {
    const holder = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    // Written in two moments (made, then filled): an empty lock belongs to someone who is just about to fill it.
    if (Number.isNaN(holder)) return Date.now() - statSync(lock).mtimeMs < FILLED_WITHIN_MS;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return isFileError(error, 'EPERM');
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
