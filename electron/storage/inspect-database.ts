import { MillraceError } from '../../shared/errors/index.ts';
import type { Database } from '../ports/database.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { textOf } from './context.ts';
import { APPLICATION_ID, keptTables, readVersion, STORE_VERSION } from './schema.ts';

/** Past this size only the tables that a person's work is in are checked when the store opens; the rest when it is read. */
const CHECKED_WHOLE_BYTES = 32_000_000;

/** Places in SQLite's file header (https://sqlite.org/fileformat2.html#the_database_header), big-endian. */
const HEADER_LENGTH = 100;
const MAGIC = 'SQLite format 3\0';
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
/**
 * Fields that are the same in every store, with the values they may have: SQLite would take the file for read-only, or
 * for one of a format it doesn't know, and not for damaged.
 */
const FIXED_BYTES: [at: number, allowed: number[]][] = [
  [18, [1, 2]],
  [19, [1, 2]],
  [20, [0]],
  [21, [64]],
  [22, [32]],
  [23, [32]],
];
const FIXED_INTEGERS: [at: number, allowed: number[]][] = [
  // The schema format, the text's encoding (UTF-8) and incremental vacuum.
  [44, [4]],
  [56, [1]],
  [64, [1]],
];

/**
 * Looks at a database file without opening it, so that one which isn't ours to change isn't changed. Throws
 * STORE_NEWER for a version later than `known`, STORE_DAMAGED for what can't be a store.
 */
export function inspectHeader(files: StoreFiles, name: string, known = STORE_VERSION): void {
  const header = files.readStart(name, HEADER_LENGTH);
  if (header.length === 0) throw damage(files, 'The file is empty.');
  if (header.length < HEADER_LENGTH || new TextDecoder().decode(header.subarray(0, MAGIC.length)) !== MAGIC) {
    throw damage(files, 'The file isn’t a database.');
  }
  const isWrong =
    FIXED_BYTES.some(([at, allowed]) => !allowed.includes(header[at] ?? -1)) ||
    FIXED_INTEGERS.some(([at, allowed]) => !allowed.includes(readInteger(header, at)));
  if (isWrong) throw damage(files, 'The file’s header is broken.');
  if (readInteger(header, APPLICATION_ID_AT) !== APPLICATION_ID)
    throw damage(files, 'The file isn’t a store of Millrace.');
  refuseNewer(files, readInteger(header, USER_VERSION_AT), known);
}

/** Checks an open database's structure and tables. Throws STORE_DAMAGED, STORE_NEWER. */
export function inspectDatabase(files: StoreFiles, name: string, database: Database, known = STORE_VERSION): void {
  const version = readVersion(database);
  refuseNewer(files, version, known);
  if (version < 1) throw damage(files, 'The file has no tables.');
  const tables = new Set(
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map((row) => textOf(row, 'name')),
  );
  const kept = keptTables(version);
  const missing = kept.filter((table) => !tables.has(table));
  if (missing.length > 0) throw damage(files, `The file lacks the tables ${missing.join(', ')}.`);
  const checks =
    (files.sizeOf(name) ?? 0) <= CHECKED_WHOLE_BYTES
      ? ['PRAGMA integrity_check(1)']
      : kept.map((table) => `PRAGMA integrity_check(${table})`);
  for (const check of checks) {
    const finding = textOf(database.prepare(check).get() ?? {}, 'integrity_check');
    if (finding !== 'ok') throw damage(files, `The file’s structure is broken: ${finding}.`);
  }
}

function refuseNewer({ folder }: StoreFiles, found: number, known: number): void {
  if (found > known) throw new MillraceError('STORE_NEWER', { folder, found, known });
}

function damage({ folder }: StoreFiles, detail: string): MillraceError {
  return new MillraceError('STORE_DAMAGED', { folder, detail });
}

function readInteger(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at);
}
