import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Database, SqlRow, SqlStatement, SqlValue } from '../ports/database.ts';
import { toStoreError } from './database-errors.ts';

/**
 * The oldest SQLite that is safe to use: 3.51.3 mended a race that could corrupt a WAL database
 * (https://sqlite.org/wal.html#walresetbug).
 */
export const OLDEST_SQLITE = '3.51.3';

/** How long a statement waits for another process's lock before it gives up. The store's lock makes that rare. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Set on every connection. `FULL` makes a commit durable before it is acknowledged. Deleted content is overwritten
 * where that costs no extra write.
 */
const PRAGMAS = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = FAST'];

/**
 * Opens a SQLite database file, created empty and readable by its owner only when absent. Freed pages can be given
 * back to the system (`PRAGMA incremental_vacuum`). Throws SQLITE_TOO_OLD, STORE_DAMAGED, STORE_UNWRITABLE.
 */
export function openDatabase(path: string): Database {
  let sqlite: DatabaseSync | undefined;
  try {
    const isNew = createPrivately(path);
    sqlite = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    checkVersion(sqlite);
    // Has no effect once there are tables, and would only touch a file that may be damaged.
    if (isNew) sqlite.exec('PRAGMA auto_vacuum = INCREMENTAL');
    for (const pragma of PRAGMAS) sqlite.exec(`PRAGMA ${pragma}`);
    return adapt(sqlite, path);
  } catch (thrown) {
    sqlite?.close();
    throw toStoreError(thrown, path);
  }
}

/** SQLite gives a new file the umask's mode and its journals the file's own, so the file is made beforehand. */
function createPrivately(path: string): boolean {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    fchmodSync(file, 0o600);
    return fstatSync(file).size === 0;
  } finally {
    closeSync(file);
  }
}

function checkVersion(sqlite: DatabaseSync): void {
  const found = String(sqlite.prepare('SELECT sqlite_version() AS version').get()?.version);
  if (compareVersions(found, OLDEST_SQLITE) < 0) {
    throw new MillraceError('SQLITE_TOO_OLD', { found, needed: OLDEST_SQLITE });
  }
}

/** Negative when `a` is the older of two dotted versions. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function adapt(sqlite: DatabaseSync, path: string): Database {
  const statements = new Map<string, SqlStatement>();
  let inTransaction = false;

  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (thrown) {
      throw toStoreError(thrown, path);
    }
  };
  const execute = (sql: string): void => guard(() => sqlite.exec(sql));

  return {
    execute,
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = guard(() => adaptStatement(sqlite.prepare(sql), guard));
      statements.set(sql, statement);
      return statement;
    },
    transaction(work, options) {
      if (inTransaction) return work();
      const relaxed = options?.durable === false;
      if (relaxed) execute('PRAGMA synchronous = NORMAL');
      try {
        execute('BEGIN IMMEDIATE');
        inTransaction = true;
        const result = work();
        execute('COMMIT');
        return result;
      } catch (thrown) {
        // SQLite has rolled back by itself after some errors; then there is nothing left to undo.
        if (inTransaction && sqlite.isTransaction) execute('ROLLBACK');
        throw thrown;
      } finally {
        inTransaction = false;
        if (relaxed) execute('PRAGMA synchronous = FULL');
      }
    },
    close() {
      statements.clear();
      if (sqlite.isOpen) guard(() => sqlite.close());
    },
  };
}

function adaptStatement(statement: StatementSync, guard: <Result>(work: () => Result) => Result): SqlStatement {
  return {
    run: (...values: SqlValue[]) => guard(() => ({ changes: Number(statement.run(...values).changes) })),
    get: (...values: SqlValue[]) => guard(() => statement.get(...values) as SqlRow | undefined),
    all: (...values: SqlValue[]) => guard(() => statement.all(...values) as SqlRow[]),
  };
}
