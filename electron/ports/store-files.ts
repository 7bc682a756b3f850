import type { Database } from './database.ts';

/**
 * The files of the store's folder, by plain name. Everything in it is readable and writable by its owner only, whatever
 * the process's umask (S15). A database's journal files (`-wal`, `-shm`) always go where it goes.
 * Every method throws STORE_UNWRITABLE when the system refuses.
 */
export type StoreFiles = {
  /** The folder's absolute path, for messages. */
  readonly folder: string;
  /** Names of the ordinary files, sorted. */
  list(): string[];
  /** Size in bytes, or undefined where there is no such file. */
  sizeOf(name: string): number | undefined;
  /** The first `length` bytes, or as many as there are. */
  readStart(name: string, length: number): Uint8Array;
  /** The absolute path, for SQLite's ATTACH. */
  pathOf(name: string): string;
  /** Opens a database, created empty when absent. Throws STORE_DAMAGED when the file is none. */
  open(name: string): Database;
  /** Copies a database that nobody has open and that has no journal, durably. */
  copy(from: string, to: string): void;
  /**
   * Puts a file in another's place in one step, durably: it is synced before and the folder after. Journal files that
   * stand at the target are removed first, so that no database is ever read with another one's journal. Refused while
   * the file has a journal with content of its own.
   */
  replace(from: string, to: string): void;
  /** Moves a database aside under another name, its journal with it. */
  setAside(from: string, to: string): void;
  /** Removes a file and its journal; nothing happens where there is none. */
  remove(name: string): void;
};
