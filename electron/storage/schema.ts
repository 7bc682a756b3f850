import type { Database } from '../ports/database.ts';
import { storeMigrations } from './migrations/index.ts';
import type { StoreMigration } from './migrations/migration.ts';

/** Marks a database as ours: “mlrc” in SQLite's application id (bytes 68–71 of the file). */
export const APPLICATION_ID = 0x6d6c7263;

/** The version of the tables that this Millrace knows. */
export const STORE_VERSION = storeMigrations.length;

/**
 * The tables of a store of this version that hold what a person made, as opposed to what runs left behind. They are few
 * and small, and are what a backup keeps.
 */
export function keptTables(version = STORE_VERSION): string[] {
  return storeMigrations.filter((migration) => migration.version <= version).flatMap(({ keeps }) => keeps);
}

/** The version of a database's tables; 0 for a new one. */
export function readVersion(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

/** Brings the tables to the newest version, each migration whole or not at all. */
export function migrateStore(database: Database, migrations: readonly StoreMigration[] = storeMigrations): void {
  const found = readVersion(database);
  for (const { version, sql } of migrations) {
    if (version <= found) continue;
    database.transaction(() => {
      database.execute(sql);
      database.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.execute(`PRAGMA user_version = ${version}`);
    });
  }
}
