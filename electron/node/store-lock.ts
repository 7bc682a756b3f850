import { closeSync, constants, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MillraceError } from '../../shared/errors/index.ts';
import { resultCode, toStoreError } from './database-errors.ts';
import { describeProcess, isSameProcess, type ProcessIdentity } from './process-identity.ts';
import { makePrivateFolder } from './store-files.ts';

/** The file whose lock the system itself keeps, and the one that says who has it. */
const LOCK_FILE = 'millrace.lock';
const OWNER_FILE = 'millrace.owner.json';

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/** Who owns a store. `name` is what people know it by: `millrace run`, `Millrace`. */
export type StoreOwner = ProcessIdentity & { name: string };

/** A store that is owned until `release`, or until this process ends in whatever way. */
export type StoreLock = { release(): void };

/**
 * Makes this process the one owner of the store in `folder`. The lock is the operating system's own, held through
 * SQLite, so a dead owner's is free at once and two processes can never both take over a stale one; the owner file
 * beside it only serves the message. Doesn't wait for the lock. Throws STORE_IN_USE naming the owner, STORE_UNWRITABLE.
 */
export function lockStore(folder: string, ownerName: string): StoreLock {
  try {
    makePrivateFolder(folder);
    const lock = takeLock(folder) ?? takeLockOfDamagedFile(folder);
    if (!lock) throw inUse(folder);
    try {
      writeOwner(folder, { name: ownerName, ...describeProcess(process.pid) });
    } catch (thrown) {
      lock.close();
      throw thrown;
    }
    return {
      release() {
        if (!lock.isOpen) return;
        rmSync(join(folder, OWNER_FILE), { force: true });
        lock.close();
      },
    };
  } catch (thrown) {
    throw toStoreError(thrown, join(folder, LOCK_FILE));
  }
}

/**
 * An open connection that holds SQLite's RESERVED lock, which one process at a time can have; undefined when another
 * has it, `damaged` when the file has content (it never gets any from us).
 */
function takeLock(folder: string): DatabaseSync | undefined {
  const path = join(folder, LOCK_FILE);
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  const inode = statSync(path).ino;
  const connection = new DatabaseSync(path, { timeout: 0 });
  try {
    // A journal on the disk would outlive a killed owner and be in the next one's way; nothing is ever written here.
    connection.exec('PRAGMA journal_mode = MEMORY');
    connection.exec('BEGIN IMMEDIATE');
    // A lock on a file that was replaced meanwhile would lock nobody out.
    if (statSync(path, { throwIfNoEntry: false })?.ino === inode) return connection;
    connection.close();
    return undefined;
  } catch (thrown) {
    connection.close();
    const code = resultCode(thrown);
    if (code === SQLITE_BUSY || code === SQLITE_NOTADB) return undefined;
    throw thrown;
  }
}

/** The lock file is always empty. One with content was damaged, and is replaced unless its owner is still there. */
function takeLockOfDamagedFile(folder: string): DatabaseSync | undefined {
  const path = join(folder, LOCK_FILE);
  const owner = readOwner(folder);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0 || (owner && isSameProcess(owner))) return undefined;
  rmSync(path, { force: true });
  return takeLock(folder);
}

/** An owner writes its name right after it took the lock; one that asks in between waits for it this long, in steps. */
const NAME_STEPS = 20;
const NAME_STEP_MS = 10;

function inUse(folder: string): MillraceError {
  let owner = findLivingOwner(folder);
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let step = 0; !owner && step < NAME_STEPS; step += 1) {
    Atomics.wait(nothing, 0, 0, NAME_STEP_MS);
    owner = findLivingOwner(folder);
  }
  return new MillraceError('STORE_IN_USE', { folder, owner: owner?.name ?? 'another Millrace', pid: owner?.pid });
}

function findLivingOwner(folder: string): StoreOwner | undefined {
  const owner = readOwner(folder);
  return owner && isSameProcess(owner) ? owner : undefined;
}

function writeOwner(folder: string, owner: StoreOwner): void {
  const temporary = join(folder, `${OWNER_FILE}.${process.pid}`);
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify(owner)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, join(folder, OWNER_FILE));
}

/** Who says to own the store, or undefined where that can't be read: it may be being written or be damaged. */
export function readOwner(folder: string): StoreOwner | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(folder, OWNER_FILE), 'utf8'));
    if (typeof owner !== 'object' || owner === null) return undefined;
    const { name, pid, startedAt } = owner as Record<string, unknown>;
    if (typeof name !== 'string' || typeof pid !== 'number' || typeof startedAt !== 'string') return undefined;
    return { name, pid, startedAt };
  } catch {
    // Only the message depends on it; the lock itself doesn't.
    return undefined;
  }
}
