import { type ErrorDescription, MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoreFiles } from '../ports/store-files.ts';
import { formatTimeForName, listBackups } from './backups.ts';
import { inspectDatabase, inspectHeader } from './inspect-database.ts';
import { STORE_FILE, UNFINISHED_STORE_FILE } from './store-file-names.ts';

/** `millrace.damaged-<time>.db`: a store that was set aside; `millrace.backup-….db.damaged`: a backup that was. */
const DAMAGED = /^millrace\.(damaged-[\dTZ]+\.db|backup-[\dTZ-]+\.db\.damaged)$/;

/** Names of the damaged files that were set aside, stores before backups, newest first. */
export function listDamaged(files: StoreFiles): string[] {
  return files
    .list()
    .filter((name) => DAMAGED.test(name))
    .reverse();
}

/**
 * Sets the damaged store aside under a name with the time, never overwriting or deleting it, and puts the newest good
 * backup in its place. Returns what to tell the person. Throws STORE_DAMAGED where there is no good backup: an empty
 * store in its place would look as if nothing had ever been there (R5).
 */
export function recoverStore(files: StoreFiles, clock: Clock, cause: MillraceError): ErrorDescription {
  const detail = String(cause.data.detail ?? cause.message);
  const { folder } = files;
  const isThere = files.sizeOf(STORE_FILE) !== undefined;
  const quarantine = isThere ? freeName(files, clock.now()) : undefined;
  if (quarantine !== undefined) files.setAside(STORE_FILE, quarantine);
  for (const { name: backup } of listBackups(files)) {
    if (!isGood(files, backup)) {
      files.setAside(backup, `${backup}.damaged`);
      continue;
    }
    files.copy(backup, UNFINISHED_STORE_FILE);
    files.replace(UNFINISHED_STORE_FILE, STORE_FILE);
    const recovery = `Its newest good backup, “${backup}”, is in use now; what was changed since then and the history of runs are missing.`;
    const options = quarantine === undefined ? { fix: recovery } : {};
    return new MillraceError('STORE_DAMAGED', { folder, detail, quarantine, recovery, backup }, options).describe();
  }
  const kept = quarantine ?? listDamaged(files)[0];
  const recovery = 'There is no good backup. To begin with an empty project, move the damaged files out of the folder.';
  throw new MillraceError(
    'STORE_DAMAGED',
    { folder, detail, quarantine: kept, recovery },
    kept === undefined ? { cause, fix: recovery } : { cause },
  );
}

/** True when a copy of the backup opens and is whole. The backup itself is never opened, so it can't be changed. */
function isGood(files: StoreFiles, backup: string): boolean {
  try {
    inspectHeader(files, backup);
    files.remove(UNFINISHED_STORE_FILE);
    files.copy(backup, UNFINISHED_STORE_FILE);
    const database = files.open(UNFINISHED_STORE_FILE);
    try {
      inspectDatabase(files, UNFINISHED_STORE_FILE, database);
      return true;
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (toMillraceError(thrown).code !== 'STORE_DAMAGED') throw thrown;
    return false;
  } finally {
    files.remove(UNFINISHED_STORE_FILE);
  }
}

/** A name for the quarantine that nothing has yet: a clock may be set back. */
function freeName(files: StoreFiles, now: number): string {
  const name = `millrace.damaged-${formatTimeForName(now)}.db`;
  return files.sizeOf(name) === undefined ? name : freeName(files, now + 1);
}
