import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SpillSet } from '../ports/spill.ts';
import { writingError } from './file-errors.ts';

/**
 * Nothing here has to survive the process: no waiting for the disk, and one transaction that is never committed. Its
 * journal stays empty, since it only holds pages that were there before. The cache is bounded, in KiB where negative
 * (https://sqlite.org/pragma.html#pragma_cache_size).
 */
const PRAGMAS = ['journal_mode = MEMORY', 'synchronous = OFF', 'locking_mode = EXCLUSIVE', 'cache_size = -8192'];

/** Texts in a B-tree on disk, in a file that only its owner may read. */
export class SpilledTexts implements SpillSet {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;

  constructor(path: string) {
    this.#path = path;
    try {
      closeSync(openSync(path, 'wx', 0o600));
      this.#database = new DatabaseSync(path);
      for (const pragma of PRAGMAS) this.#database.exec(`PRAGMA ${pragma}`);
      this.#database.exec('CREATE TABLE seen (text TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN');
      this.#insert = this.#database.prepare('INSERT OR IGNORE INTO seen VALUES (?)');
    } catch (thrown) {
      throw this.#toError(thrown);
    }
  }

  add(text: string): boolean {
    try {
      return this.#insert.run(text).changes === 1;
    } catch (thrown) {
      throw this.#toError(thrown);
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #toError(thrown: unknown): Error {
    // SQLITE_FULL (https://sqlite.org/rescode.html#full) is its word for a full disk.
    const isFull = thrown instanceof Error && 'errcode' in thrown && thrown.errcode === 13;
    return writingError(isFull ? Object.assign(new Error(thrown.message), { code: 'ENOSPC' }) : thrown, this.#path);
  }
}
