import { type ErrorDescription, MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { Random } from '../ports/random.ts';
import type { RunRecorder } from '../ports/run.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { createBackupSchedule } from './backup-schedule.ts';
import { formatTimeForName, listBackups } from './backups.ts';
import { type ConnectionStore, createConnectionStore } from './connections.ts';
import type { StoreContext } from './context.ts';
import { createFlowStore, type FlowStore } from './flows.ts';
import { inspectDatabase, inspectHeader } from './inspect-database.ts';
import { interruptUnfinishedRuns } from './interrupted-runs.ts';
import { createJournalStore, type JournalStore } from './journal.ts';
import { listDamaged, recoverStore } from './recover.ts';
import { createRunRecorder, type RecorderOptions } from './run-recorder.ts';
import { createRunStore, type RunStore } from './runs.ts';
import { migrateStore, readVersion, STORE_VERSION } from './schema.ts';
import { createSettingStore, type SettingStore } from './settings.ts';
import { STORE_FILE, UNFINISHED_STORE_FILE } from './store-file-names.ts';
import { createWrappedKeyStore, type WrappedKeyStore } from './wrapped-keys.ts';

export type StoreOptions = { files: StoreFiles; clock: Clock; random: Random };

/** Everything that outlives a process. One owner at a time: take the lock of the folder before opening. */
export type Store = {
  readonly folder: string;
  readonly flows: FlowStore;
  readonly connections: ConnectionStore;
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly settings: SettingStore;
  readonly wrappedKeys: WrappedKeyStore;
  /** What opening had to mend, to be shown to the person; empty as a rule. */
  readonly notices: readonly ErrorDescription[];
  /** Ids of the runs that the end of the last owner interrupted. */
  readonly interruptedRuns: readonly string[];
  /** Records one run. */
  createRunRecorder(options?: RecorderOptions): RunRecorder;
  /** Makes a backup if anything changed, and closes. Nothing may be called afterwards. */
  close(): void;
};

/**
 * Opens the store of a folder: makes it when there is none, brings an older one up to date (keeping a copy), mends a
 * damaged one from its newest good backup (keeping the damaged file), and marks runs that were cut off.
 *
 * Throws STORE_NEWER leaving everything as it is, STORE_DAMAGED where nothing good is left, STORE_UNWRITABLE,
 * SQLITE_TOO_OLD.
 */
export function openStore({ files, clock, random }: StoreOptions): Store {
  const notices: ErrorDescription[] = [];
  const database = openOrRecover(files, clock, notices);
  try {
    const schedule = createBackupSchedule(files, database, clock);
    const context: StoreContext = { database, clock, random, folder: files.folder, changed: schedule.changed };
    const flows = createFlowStore(context);
    return {
      folder: files.folder,
      notices,
      interruptedRuns: interruptUnfinishedRuns(context),
      flows,
      connections: createConnectionStore(context, flows.usedBy),
      runs: createRunStore(context),
      journal: createJournalStore(context),
      settings: createSettingStore(context),
      wrappedKeys: createWrappedKeyStore(context),
      createRunRecorder: (options) => createRunRecorder(context, options),
      close() {
        try {
          schedule.finish();
        } finally {
          database.close();
        }
      },
    };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function openOrRecover(files: StoreFiles, clock: Clock, notices: ErrorDescription[]): Database {
  files.remove(UNFINISHED_STORE_FILE);
  if (files.sizeOf(STORE_FILE) === undefined) {
    if (listBackups(files).length === 0 && listDamaged(files).length === 0) createStore(files);
    else {
      const missing = new MillraceError('STORE_DAMAGED', { folder: files.folder, detail: `“${STORE_FILE}” is gone.` });
      notices.push(recoverStore(files, clock, missing));
    }
  }
  try {
    return openExisting(files, clock);
  } catch (thrown) {
    const error = toMillraceError(thrown);
    if (error.code !== 'STORE_DAMAGED') throw thrown;
    notices.push(recoverStore(files, clock, error));
    return openExisting(files, clock);
  }
}

/** A new store takes its place only once its tables are there, so that an empty file is always damage. */
function createStore(files: StoreFiles): void {
  const database = files.open(UNFINISHED_STORE_FILE);
  try {
    migrateStore(database);
  } finally {
    database.close();
  }
  files.replace(UNFINISHED_STORE_FILE, STORE_FILE);
}

function openExisting(files: StoreFiles, clock: Clock): Database {
  inspectHeader(files, STORE_FILE);
  const database = files.open(STORE_FILE);
  try {
    inspectDatabase(files, STORE_FILE, database);
    if (readVersion(database) < STORE_VERSION) {
      // All of it must stand in the one file that is copied.
      database.execute('PRAGMA wal_checkpoint(TRUNCATE)');
      files.copy(STORE_FILE, `millrace.backup-${formatTimeForName(clock.now())}.db`);
      migrateStore(database);
      database.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    }
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
