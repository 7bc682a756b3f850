import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { createBackup, listBackups } from './backups.ts';

/** A backup is due after this many changes, or this long after the last one; the first change is backed up soon. */
const CHANGES = 25;
const INTERVAL_MS = 10 * 60_000;
/** Backups wait for a quiet moment, so that no save waits for one. */
const QUIET_MS = 2_000;

/** Decides when backups are made. */
export type BackupSchedule = {
  /** Something that a person made was changed. */
  changed(): void;
  /** Makes the last backup, if anything changed since the one before. */
  finish(): void;
};

export function createBackupSchedule(files: StoreFiles, database: Database, clock: Clock): BackupSchedule {
  let changes = 0;
  let lastAt = listBackups(files).length === 0 ? Number.NEGATIVE_INFINITY : clock.now();
  let cancel: (() => void) | undefined;

  const makeBackup = (): void => {
    createBackup(files, database, clock);
    changes = 0;
    lastAt = clock.now();
  };

  return {
    changed() {
      changes += 1;
      if (cancel || (changes < CHANGES && clock.now() - lastAt < INTERVAL_MS)) return;
      cancel = clock.schedule(QUIET_MS, () => {
        cancel = undefined;
        try {
          makeBackup();
        } catch {
          // What was saved is safe without it; the next change tries again, and closing tells of the failure.
          lastAt = clock.now();
        }
      });
    },
    finish() {
      cancel?.();
      cancel = undefined;
      if (changes > 0) makeBackup();
    },
  };
}
