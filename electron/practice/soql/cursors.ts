import { makeId } from '../ids.ts';
import type { Row } from '../schema/object.ts';
import type { RecordRenderer } from './pages.ts';

/** A query result that is read in pages. Records are as they were when the query ran. */
export interface QueryCursor {
  /** The stored rows themselves; they never change, so that holding them is no copy. */
  readonly rows: readonly Row[];
  readonly render: RecordRenderer;
  readonly batchSize: number;
  /** Who may read on. */
  readonly userId: string;
}

const keepAtMost = 5_000;

/** Most rows all cursors together may hold, so that many large results cannot fill the memory; some 80 MB. */
const heldRowsLimit = 10_000_000;

/** How long a cursor that nobody reads on stays, in milliseconds. */
const idleMs = 15 * 60_000;

/**
 * The open query results. One not read on for 15 minutes ends; of more than 5,000, or when they hold more than ten
 * million rows in all, the longest idle end.
 */
export class QueryCursors {
  /** In the order of their last use, oldest first. */
  readonly #byId = new Map<string, { readonly cursor: QueryCursor; readonly usedAt: number }>();
  #lastNumber = 0;
  #heldRows = 0;

  #isTooMuch(): boolean {
    return this.#byId.size > keepAtMost || (this.#heldRows > heldRowsLimit && this.#byId.size > 1);
  }

  #dropIdle(now: Date): void {
    for (const [id, { cursor, usedAt }] of this.#byId) {
      if (now.getTime() - usedAt < idleMs && !this.#isTooMuch()) return;
      this.#byId.delete(id);
      this.#heldRows -= cursor.rows.length;
    }
  }

  #use(id: string, cursor: QueryCursor, now: Date): void {
    if (!this.#byId.delete(id)) this.#heldRows += cursor.rows.length;
    this.#byId.set(id, { cursor, usedAt: now.getTime() });
    this.#dropIdle(now);
  }

  /** Keeps a result and returns the id its locators begin with. */
  open(cursor: QueryCursor, now: Date): string {
    this.#lastNumber += 1;
    const id = makeId('01g', this.#lastNumber);
    this.#use(id, cursor, now);
    return id;
  }

  /**
   * The result of a locator `<id>-<offset>`; null when the locator is malformed, unknown, another user's, idle for too
   * long, or points past the end.
   */
  find(
    locator: string,
    userId: string,
    now: Date,
  ): { readonly id: string; readonly offset: number; readonly cursor: QueryCursor } | null {
    this.#dropIdle(now);
    const [, id = '', digits = ''] = /^([A-Za-z0-9]{18})-(\d{1,9})$/.exec(locator) ?? [];
    const cursor = this.#byId.get(id)?.cursor;
    const offset = Number(digits);
    if (cursor?.userId !== userId || offset >= cursor.rows.length) return null;
    this.#use(id, cursor, now);
    return { id, offset, cursor };
  }

  /** The number of results that are kept. */
  get size(): number {
    return this.#byId.size;
  }

  /** Drops all results. */
  clear(): void {
    this.#byId.clear();
    this.#heldRows = 0;
  }
}
