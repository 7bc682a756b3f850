/** What is measured of the steps that collect records. */
export type DataWork = 'sort' | 'summarise' | 'join';

const COUNTRIES = ['Norway', 'Kenya', 'Peru', 'Japan', 'Canada'];

export type DataRow = { id: number; key: number; name: string; country: string; amount: number };

/** The row at a place: keys from 0 up to `count` in no order, some of them twice. */
export function makeRow(id: number, count: number): DataRow {
  const key = (Math.imul(id, 2_654_435_761) >>> 0) % count;
  return {
    id,
    key,
    name: `Account ${id}`,
    country: COUNTRIES[id % COUNTRIES.length] ?? '',
    amount: (id % 1_000) / 4,
  };
}

/** Rows are summarised by this: as many groups as a tenth of the rows. */
export function groupOf({ key }: DataRow): number {
  return Math.floor(key / 10);
}

/** One number for a sequence of numbers, so that two results can be told apart by value and order. */
export class Digest {
  #hash = 2_166_136_261;

  add(value: number): void {
    this.#hash = Math.imul(this.#hash ^ Math.round(value * 4), 16_777_619) >>> 0;
  }

  get value(): number {
    return this.#hash;
  }
}
