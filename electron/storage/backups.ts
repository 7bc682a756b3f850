import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { readChanges } from './changes.ts';
import { checkpoint } from './checkpoint.ts';
import { formatTime } from './context.ts';
import { keptTables, migrateStore } from './schema.ts';

/** A generation: its file, and how many changes the store had seen when it was made. */
export type Backup = { name: string; changes: number };

/** `millrace.backup-<time>-<changes>.db`: sorted by name they are sorted by age. */
const BACKUP = /^millrace\.backup-[\dTZ]+-(\d+)\.db$/;
/** A backup that is being written; never read. */
const UNFINISHED = 'millrace.unfinished-backup.db';
/** How many generations are kept. */
const GENERATIONS = 5;

/** A time as part of a file's name: `20261122T025308123Z`. */
export function formatTimeForName(milliseconds: number): string {
  return formatTime(milliseconds).replace(/[-:.]/g, '');
}

/** The backups, newest first. */
export function listBackups(files: StoreFiles): Backup[] {
  return files
    .list()
    .flatMap((name) => {
      const changes = BACKUP.exec(name)?.[1];
      return changes === undefined ? [] : [{ name, changes: Number(changes) }];
    })
    .reverse();
}

/** The name that a backup of this store made now gets. */
export function nameBackup(database: Database, clock: Clock): string {
  return `millrace.backup-${formatTimeForName(clock.now())}-${readChanges(database)}.db`;
}

/**
 * Makes a new generation: a database of its own with everything a person made, without what runs left behind. It
 * appears whole or not at all; the oldest beyond five are removed. Throws STORE_UNWRITABLE, leaving the others alone.
 */
export function createBackup(files: StoreFiles, database: Database, clock: Clock): void {
  files.remove(UNFINISHED);
  const empty = files.open(UNFINISHED);
  try {
    migrateStore(empty);
    empty.execute('DELETE FROM facts');
  } finally {
    empty.close();
  }
  // What the backup holds then stands in the store's own file too, not only in its journal.
  checkpoint(database, files.folder);
  database.execute(`ATTACH DATABASE '${files.pathOf(UNFINISHED).replaceAll("'", "''")}' AS backup`);
  try {
    database.transaction(() => {
      for (const table of keptTables()) database.execute(`INSERT INTO backup.${table} SELECT * FROM main.${table}`);
    });
    checkpoint(database, files.folder, 'backup');
  } finally {
    database.execute('DETACH DATABASE backup');
  }
  files.replace(UNFINISHED, nameBackup(database, clock));
  for (const { name } of listBackups(files).slice(GENERATIONS)) files.remove(name);
}
