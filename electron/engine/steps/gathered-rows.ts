import type { Json } from '../../../shared/json/json.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import type { RowCodec } from '../spill/sorted-runs.ts';
import { ListSize } from './largest-list.ts';

/** What a row of a list holds beside its value, about. */
const ROW_BYTES = 16;

/** What one received record puts into a list: of which split record it came, of which item, and its received place. */
export type GatheredRow = { parent: number; item: number; place: number; value: Json };

/** Rows by split record, then by item, then as they came. */
export const gatheredRows: RowCodec<GatheredRow> = {
  compare: (a, b) => a.parent - b.parent || a.item - b.item || a.place - b.place,
  encode: ({ parent, item, place, value }) => JSON.stringify([parent, item, place, value]),
  decode: (line) => {
    const [parent, item, place, value]: [number, number, number, Json] = JSON.parse(line);
    return { parent, item, place, value };
  },
};

/** One list in the making. */
export type GatheredList = { values: Json[]; places: number[] };

/** Sorted rows, taken list by list. */
export class ListReader {
  readonly #pages: AsyncIterator<GatheredRow[]>;
  readonly #step: string;
  #page: GatheredRow[] = [];
  #next = 0;

  /** `step` is the name of the step that makes the lists. */
  constructor(pages: AsyncIterable<GatheredRow[]>, step: string) {
    this.#step = step;
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /**
   * The rows of the split record with this number; lists are asked for in the order of their numbers. Rejects with
   * LIST_TOO_LARGE.
   */
  async read(parent: number): Promise<GatheredList> {
    const size = new ListSize(this.#step);
    const list: GatheredList = { values: [], places: [] };
    for (;;) {
      for (; this.#next < this.#page.length; this.#next += 1) {
        const row = this.#page[this.#next];
        if (!row || row.parent !== parent) return list;
        size.grow(ROW_BYTES + estimateBytes(row.value));
        list.values.push(row.value);
        list.places.push(row.place);
      }
      const page = await this.#pages.next();
      if (page.done) return list;
      this.#page = page.value;
      this.#next = 0;
    }
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }
}
