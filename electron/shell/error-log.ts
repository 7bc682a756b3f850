import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../shared/json/json.ts';
import { createLineLog } from '../node/log.ts';
import type { Log } from '../ports/log.ts';

/** The log moves to `.1` at this size, in bytes, so that it never takes more than twice as much. */
const LARGEST_LOG = 1_000_000;

/** The desktop's log file. Each line is on the disk's way before the call returns, so a crash right after keeps it. */
export type ErrorLog = Log & {
  readonly path: string;
  /** Writes a line as it is, its line end included. Never throws: a full disk must not bring the app down. */
  write(line: string): void;
  /** Notes an error that nobody awaited. Never throws. */
  report(what: string, error: unknown): void;
};

/** A log in `<folder>/desktop.log`, readable by its owner only. */
export function createErrorLog(folder: string): ErrorLog {
  const path = join(folder, 'desktop.log');
  const write = (line: string): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(path, `${path}.1`);
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // Where nothing can be written there is nowhere left to say so.
    }
  };
  const log = createLineLog(Date, write);
  return { ...log, path, write, report: (what, error) => log.error(what, describe(error)) };
}

function describe(error: unknown): JsonObject {
  if (!(error instanceof Error)) return { detail: String(error) };
  const { name, message, stack } = error;
  return { name, error: message, ...(stack === undefined ? {} : { stack }) };
}
