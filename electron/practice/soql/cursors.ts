import { makeId } from '../ids.ts';
import type { Row } from '../schema/object.ts';
import type { RecordRenderer } from './selection.ts';

/** A query result that is read in pages. Records are as they were when the query ran. */
export interface QueryCursor {
  readonly rows: readonly Row[];
  readonly render: RecordRenderer;
  readonly batchSize: number;
}

const keepAtMost = 500;

/** The open query results; of more than 500 the oldest is dropped. */
export class QueryCursors {
  readonly #byId = new Map<string, QueryCursor>();
  #lastNumber = 0;

  /** Keeps a result and returns the id its locators begin with. */
  open(cursor: QueryCursor): string {
    this.#lastNumber += 1;
    const id = makeId('01g', this.#lastNumber);
    this.#byId.set(id, cursor);
    if (this.#byId.size > keepAtMost) {
      const oldest = this.#byId.keys().next();
      if (!oldest.done) this.#byId.delete(oldest.value);
    }
    return id;
  }

  /** The result of a locator `<id>-<offset>`; null when the locator is malformed, unknown, or points past the end. */
  find(locator: string): { readonly id: string; readonly offset: number; readonly cursor: QueryCursor } | null {
    const parts = /^([A-Za-z0-9]{18})-(\d{1,9})$/.exec(locator);
    const cursor = this.#byId.get(parts?.[1] ?? '');
    const offset = Number(parts?.[2]);
    return parts?.[1] && cursor && offset < cursor.rows.length ? { id: parts[1], offset, cursor } : null;
  }

  /** Drops all results. */
  clear(): void {
    this.#byId.clear();
  }
}
