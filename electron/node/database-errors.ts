import { dirname } from 'node:path';
import { MillraceError } from '../../shared/errors/index.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that say the file itself is bad. */
const DAMAGED = new Map([
  [11, 'The file’s structure is broken (SQLITE_CORRUPT).'],
  [26, 'The file isn’t a database (SQLITE_NOTADB).'],
]);

/** Those that say the system refused, in words. */
const REFUSED = new Map([
  [3, 'The system refused access (SQLITE_PERM).'],
  [5, 'Another program is using the file (SQLITE_BUSY).'],
  [6, 'Another part of Millrace is using the table (SQLITE_LOCKED).'],
  [7, 'There is no memory left (SQLITE_NOMEM).'],
  [8, 'The file is read-only (SQLITE_READONLY).'],
  [10, 'The disk reported an error (SQLITE_IOERR).'],
  [13, 'The disk is full (SQLITE_FULL).'],
  [14, 'The file can’t be opened (SQLITE_CANTOPEN).'],
]);

/**
 * The store's error for anything SQLite threw about the database at `path`: STORE_DAMAGED where the file is bad, else
 * STORE_UNWRITABLE with the cause in words. A MillraceError stays itself.
 */
export function toStoreError(thrown: unknown, path: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const code = resultCode(thrown);
  const folder = dirname(path);
  const damage = DAMAGED.get(code);
  if (damage !== undefined) {
    return new MillraceError(
      'STORE_DAMAGED',
      { folder, detail: damage, file: path },
      {
        cause: thrown,
        fix: 'Close Millrace and open it again: it then repairs what it can and keeps the damaged file.',
      },
    );
  }
  const detail = REFUSED.get(code) ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new MillraceError('STORE_UNWRITABLE', { folder, detail, file: path }, { cause: thrown });
}

/** The primary result code (the low byte of an extended one), or 0 for an error that isn't SQLite's. */
export function resultCode(thrown: unknown): number {
  if (typeof thrown !== 'object' || thrown === null || !('errcode' in thrown)) return 0;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : 0;
}
