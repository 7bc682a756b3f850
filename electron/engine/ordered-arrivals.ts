import type { JsonObject } from '../../shared/json/json.ts';
import type { Spill } from '../ports/spill.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { type Membership, membershipOf, withMembership } from './membership.ts';
import { estimateBytes } from './spill/estimate-bytes.ts';
import type { RowCodec } from './spill/sorted-runs.ts';
import { Sorter } from './spill/sorter.ts';

/** What sorts records: a text for the one of this id in the batch of this key. Equal texts keep the order of arrival. */
export type ArrivalOrder = (key: string, id: RecordId) => string;

/**
 * A record that came over the line of this number: its names, its place among all that left the port there (-1 where
 * that isn't kept), and its number among all that came.
 */
export type Arrival = { key: string; id: RecordId; place: number; number: number; edge: number; record: JsonObject };

/** An arrival with what it is ordered by. */
type Row = Omit<Arrival, 'record'> & { origin: string; record: JsonObject | SpilledRecord };

/** A record that was outside memory: its JSON text, and what it is a member of beside it. */
class SpilledRecord {
  readonly text: string;
  readonly membership: Membership | undefined;

  constructor(text: string, membership: Membership | undefined) {
    this.text = text;
    this.membership = membership;
  }

  read(): JsonObject {
    return withMembership(JSON.parse(this.text), this.membership);
  }
}

/** What stands before the record's text on a line. */
type Head = [
  origin: string,
  key: string,
  id: RecordId,
  place: number,
  number: number,
  edge: number,
  membership: Membership | null,
];

/** Digits that the numbers in keys are filled up to, so that texts compare as the numbers do. */
const DIGITS = 16;
/** More steps than any flow has. */
const LAST_STEP = 1e9;
const ROW_BYTES = 160;

/**
 * Records that came over several lines, in an order instead of the one in which they happened to come: what is made of
 * them is then the same after a resume.
 */
export class OrderedArrivals {
  readonly #rows: Sorter<Row>;
  readonly #orderOf: ArrivalOrder;
  count = 0;

  constructor(spill: Spill, orderOf: ArrivalOrder) {
    this.#rows = new Sorter(spill, rows);
    this.#orderOf = orderOf;
  }

  /** Takes the record at `index` of a batch that came over the line `edge`. A promise means: wait for it before the next. */
  add(batch: ArrivedBatch, index: number, edge: number, place: number): Promise<void> | undefined {
    const record = batch.records[index] ?? {};
    const id = batch.ids?.[index] ?? index;
    const origin = this.#orderOf(batch.key, id);
    const row = { origin, key: batch.key, id, place, number: this.count, edge, record };
    this.count += 1;
    return this.#rows.add(row, ROW_BYTES + 2 * origin.length + estimateBytes(record));
  }

  /** All of them, a page at a time. */
  async *read(): AsyncGenerator<Arrival[]> {
    for await (const page of this.#rows.read()) {
      yield page.map(({ record, ...names }) => ({
        ...names,
        record: record instanceof SpilledRecord ? record.read() : record,
      }));
    }
  }
}

/** The order of the names, in which what came of one record stands together and lines come one after the other. */
export function orderByName(): ArrivalOrder {
  let latest = '';
  let origin = '';
  return (key, id) => {
    if (key !== latest) origin = orderOfKey(key);
    latest = key;
    return `${origin}#${typeof id === 'number' ? fill(id) : orderOf(id)}`;
  };
}

/** The order of numbers that `rankOf` gives; records without one come last. */
export function orderByRank(rankOf: (key: string, id: RecordId) => number | undefined): ArrivalOrder {
  return (key, id) => {
    const rank = rankOf(key, id);
    return rank === undefined ? 'later' : fill(rank);
  };
}

function fill(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

function fillNumbers(text: string): string {
  return text.replaceAll(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
}

/**
 * Sorts keys as what they name came about: a source that was read for each record has the ids of these in its keys
 * (`start:0#0+3.1/rows:0`), each closed by a sign before those that may follow in an id.
 */
function orderOfKey(key: string): string {
  const [first = '', ...read] = key.split('#');
  const parts = read.map((part) => {
    const end = part.indexOf('/');
    return `#${orderOf(part.slice(0, end))}!${fillNumbers(part.slice(end))}`;
  });
  return `${fillNumbers(first)}${parts.join('')}`;
}

/**
 * Sorts ids as their records left the last step that made several of one: `0` and `0+5.1` before `0+3.1`, since both
 * came of the first that step 3 made. So a later step comes first, as what is not written is the number 0 there.
 */
function orderOf(id: string): string {
  const [number, ...made] = id.split('+');
  const parts = made.map((part) => {
    const [step, further] = part.split('.');
    return `+${fill(LAST_STEP - Number(step))}.${fill(Number(further))}`;
  });
  return `${fill(Number(number))}${parts.join('')}`;
}

const rows: RowCodec<Row> = {
  compare: (a, b) => (a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : a.number - b.number),
  encode({ origin, key, id, place, number, edge, record }) {
    const { text, membership } =
      record instanceof SpilledRecord ? record : new SpilledRecord(JSON.stringify(record), membershipOf(record));
    return `${JSON.stringify([origin, key, id, place, number, edge, membership ?? null])}\t${text}`;
  },
  decode(line) {
    const end = line.indexOf('\t');
    const [origin, key, id, place, number, edge, membership] = JSON.parse(line.slice(0, end)) as Head;
    const record = new SpilledRecord(line.slice(end + 1), membership ?? undefined);
    return { origin, key, id, place, number, edge, record };
  },
};
