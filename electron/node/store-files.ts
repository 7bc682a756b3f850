import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { StoreFiles } from '../ports/store-files.ts';
import { openDatabase } from './database.ts';
import { toStoreError } from './database-errors.ts';

/** What SQLite appends to a database's name for the files that belong to it (https://sqlite.org/tempfiles.html). */
const JOURNALS = ['-wal', '-shm', '-journal'];

/** The store's files in `folder`, which is made (0700) when absent. Throws STORE_UNWRITABLE. */
export function createStoreFiles(folder: string): StoreFiles {
  const pathOf = (name: string): string => join(folder, name);
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (thrown) {
      throw toStoreError(thrown, pathOf('.'));
    }
  };
  const sizeOf = (name: string): number | undefined =>
    guard(() => {
      const facts = statSync(pathOf(name), { throwIfNoEntry: false });
      return facts?.isFile() ? facts.size : undefined;
    });
  const removeJournals = (name: string): void => {
    for (const ending of JOURNALS) rmSync(pathOf(name + ending), { force: true });
  };

  guard(() => makePrivateFolder(folder));
  return {
    folder,
    pathOf,
    sizeOf,
    list: () =>
      guard(() =>
        readdirSync(folder, { withFileTypes: true })
          .flatMap((entry) => (entry.isFile() ? [entry.name] : []))
          .sort(),
      ),
    readStart: (name, length) => guard(() => readStart(pathOf(name), length)),
    open: (name) => openDatabase(pathOf(name)),
    copy: (from, to) =>
      guard(() => {
        removeJournals(to);
        copyFileSync(pathOf(from), pathOf(to));
        chmodSync(pathOf(to), 0o600);
        sync(pathOf(to));
      }),
    replace: (from, to) =>
      guard(() => {
        if (sizeOf(`${from}-wal`)) throw new Error(`“${from}” still has content in its journal.`);
        removeJournals(from);
        removeJournals(to);
        sync(pathOf(from));
        renameSync(pathOf(from), pathOf(to));
        sync(folder);
      }),
    setAside: (from, to) =>
      guard(() => {
        // The database goes first: a journal without its database is set aside later, a database without its journal
        // would look whole while its newest content is missing.
        if (sizeOf(from) !== undefined) renameSync(pathOf(from), pathOf(to));
        for (const ending of JOURNALS) {
          if (sizeOf(from + ending) !== undefined) renameSync(pathOf(from + ending), pathOf(to + ending));
        }
        sync(folder);
      }),
    remove: (name) =>
      guard(() => {
        rmSync(pathOf(name), { force: true });
        removeJournals(name);
      }),
  };
}

/** Makes a folder that only its owner may enter, whatever the umask. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

function readStart(path: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, constants.O_RDONLY);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** Waits until a file or folder is on the disk. Windows has no handle for a folder and orders renames by itself. */
function sync(path: string): void {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const file = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
