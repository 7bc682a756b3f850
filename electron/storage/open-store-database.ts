import { type ErrorDescription, MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { listBackups, nameBackup } from './backups.ts';
import { readChanges } from './changes.ts';
import { checkpoint } from './checkpoint.ts';
import { inspectDatabase, inspectHeader } from './inspect-database.ts';
import { storeMigrations } from './migrations/index.ts';
import type { StoreMigration } from './migrations/migration.ts';
import { listDamaged, recoverStore } from './recover.ts';
import { migrateStore, readVersion } from './schema.ts';
import { STORE_FILE, UNFINISHED_STORE_FILE } from './store-file-names.ts';

export type OpenOptions = {
  files: StoreFiles;
  clock: Clock;
  /** Gets what had to be mended. */
  notices: ErrorDescription[];
  /** What this Millrace knows; another list only in tests. */
  migrations?: readonly StoreMigration[];
};

/** The store's database: made, brought up to date or mended as need be. Throws what `openStore` says. */
export function openStoreDatabase({ files, clock, notices, migrations = storeMigrations }: OpenOptions): Database {
  files.remove(UNFINISHED_STORE_FILE);
  if (files.sizeOf(STORE_FILE) === undefined) {
    if (listBackups(files).length === 0 && listDamaged(files).length === 0) createStore(files, migrations);
    else {
      const missing = new MillraceError('STORE_DAMAGED', { folder: files.folder, detail: `“${STORE_FILE}” is gone.` });
      notices.push(recoverStore(files, clock, missing));
    }
  }
  try {
    return openExisting(files, clock, migrations);
  } catch (thrown) {
    const error = toMillraceError(thrown);
    if (error.code !== 'STORE_DAMAGED') throw thrown;
    notices.push(recoverStore(files, clock, error));
    return openExisting(files, clock, migrations);
  }
}

/** A new store takes its place only once its tables are there, so that an empty file is always damage. */
function createStore(files: StoreFiles, migrations: readonly StoreMigration[]): void {
  const database = files.open(UNFINISHED_STORE_FILE);
  try {
    migrateStore(database, migrations);
    checkpoint(database, files.folder);
  } finally {
    database.close();
  }
  files.replace(UNFINISHED_STORE_FILE, STORE_FILE);
}

function openExisting(files: StoreFiles, clock: Clock, migrations: readonly StoreMigration[]): Database {
  inspectHeader(files, STORE_FILE, migrations.length);
  const database = files.open(STORE_FILE);
  try {
    inspectDatabase(files, STORE_FILE, database, migrations.length);
    refuseLoss(files, database);
    if (readVersion(database) < migrations.length) {
      // All of it must stand in the one file that is copied.
      checkpoint(database, files.folder);
      files.copy(STORE_FILE, nameBackup(database, clock));
      migrateStore(database, migrations);
      checkpoint(database, files.folder);
    }
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * A damaged journal takes the newest changes with it and leaves a store that is whole but older. Its own backups know
 * better: one that has seen more changes than the store is proof.
 */
function refuseLoss(files: StoreFiles, database: Database): void {
  const seen = Math.max(0, ...listBackups(files).map(({ changes }) => changes));
  const present = readChanges(database);
  if (present >= seen) return;
  const detail = `Its last ${seen - present} changes are missing, which a backup still has.`;
  throw new MillraceError('STORE_DAMAGED', { folder: files.folder, detail });
}
