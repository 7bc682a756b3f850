import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
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

/** A backup that fails is told to `failed`; what was saved is safe without it, and the next change tries again. */
export function createBackupSchedule(
  files: StoreFiles,
  database: Database,
  clock: Clock,
  failed: (error: MillraceError) => void,
): BackupSchedule {
  let changes = 0;
  let lastAt = listBackups(files).length === 0 ? Number.NEGATIVE_INFINITY : clock.now();
  let cancel: (() => void) | undefined;

  const makeBackup = (): void => {
    lastAt = clock.now();
    try {
      createBackup(files, database, clock);
      changes = 0;
    } catch (thrown) {
      failed(toMillraceError(thrown));
    }
  };

  return {
    changed() {
      changes += 1;
      if (cancel || (changes < CHANGES && clock.now() - lastAt < INTERVAL_MS)) return;
      cancel = clock.schedule(QUIET_MS, () => {
        cancel = undefined;
        makeBackup();
      });
    },
    finish() {
      cancel?.();
      cancel = undefined;
      if (changes > 0) makeBackup();
    },
  };
}
