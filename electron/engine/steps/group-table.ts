import { identityOf } from '../../../shared/json/identity.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { Spill } from '../../ports/spill.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import type { RowCodec } from '../spill/sorted-runs.ts';
import { Sorter } from '../spill/sorter.ts';
import { createMeasure, MEASURE_BYTES, type Measure, type MeasureFunction } from './measures.ts';

/** A record as a summary sees it: the values of its group, and a value for each measure. */
export type GroupRow = { place: number; values: Json[]; inputs: Json[] };

/** A row that waits, with the text that all rows of its group share. */
type LaterRow = GroupRow & { key: string };

/** A group that is done: its values as its first record had them, its measures, and the places of its records. */
export type Summary = { first: number; values: Json[]; results: Json[]; parents: number[] };

type Group = { first: number; values: Json[]; measures: Measure[]; parents: number[] };

const PAGE_GROUPS = 500;
const GROUP_BYTES = 200;

/** Groups of any number of records, in the order in which they first appeared. */
export class GroupTable {
  readonly #spill: Spill;
  readonly #step: string;
  readonly #memoryBytes: number;
  readonly #functions: readonly MeasureFunction[];
  readonly #keepsParents: boolean;
  readonly #grows: boolean;
  readonly #groups = new Map<QuickKey, Group>();
  #bytes = 0;
  /** Rows that came when memory was full and that would have needed more of it. */
  #later: Sorter<LaterRow> | undefined;

  /** `step` is the name of the step, for what it says. */
  constructor(spill: Spill, functions: readonly MeasureFunction[], keepsParents: boolean, step: string) {
    this.#spill = spill;
    this.#step = step;
    // The groups it holds, the rows for later and the groups that are done stand in memory side by side.
    this.#memoryBytes = spill.memoryBytes / 3;
    this.#functions = functions;
    this.#keepsParents = keepsParents;
    this.#grows = keepsParents || functions.includes('list');
  }

  /** Takes a row, of which it keeps nothing but the values. A promise means: wait for it before the next. */
  add(row: GroupRow): Promise<void> | undefined {
    const quickKey = quickKeyOf(row.values);
    const known = this.#groups.get(quickKey);
    if (this.#later && (this.#grows || !known)) return this.#addLater(this.#later, row);
    const group = known ?? this.#open(row);
    if (!known) this.#groups.set(quickKey, group);
    this.#bytes += this.#take(group, row);
    if (this.#bytes > this.#memoryBytes) this.#later ??= this.#createSorter(groupRows);
    return undefined;
  }

  /** All groups, a page at a time. */
  async *read(): AsyncGenerator<Summary[]> {
    if (this.#later) yield* (await this.#finishLater(this.#later)).read();
    else yield* this.#finishHeld();
  }

  #addLater(later: Sorter<LaterRow>, { place, values, inputs }: GroupRow): Promise<void> | undefined {
    const row = { key: identityOf(values), place, values: [...values], inputs: [...inputs] };
    return later.add(row, GROUP_BYTES + 2 * row.key.length + estimateBytes(values) + estimateBytes(inputs));
  }

  *#finishHeld(): Generator<Summary[]> {
    let page: Summary[] = [];
    for (const group of this.#groups.values()) {
      page.push(finish(group));
      if (page.length < PAGE_GROUPS) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  /** Goes on with the rows that came later, group by group, and puts all groups in the order of their first records. */
  async #finishLater(later: Sorter<LaterRow>): Promise<Sorter<Summary>> {
    const finished = this.#createSorter(summaries);
    const put = (group: Group) => {
      const summary = finish(group);
      const { values, results, parents } = summary;
      return finished.add(summary, GROUP_BYTES + estimateBytes(values) + estimateBytes(results) + 8 * parents.length);
    };
    let key: string | undefined;
    let group: Group | undefined;
    for await (const rows of later.read()) {
      for (const row of rows) {
        if (!group || row.key !== key) {
          if (group) await put(group);
          key = row.key;
          const quickKey = quickKeyOf(row.values);
          group = this.#groups.get(quickKey) ?? this.#open(row);
          this.#groups.delete(quickKey);
        }
        this.#take(group, row);
      }
    }
    if (group) await put(group);
    for (const held of this.#groups.values()) await put(held);
    this.#groups.clear();
    return finished;
  }

  #createSorter<Row>(codec: RowCodec<Row>): Sorter<Row> {
    return new Sorter(this.#spill, codec, { memoryBytes: this.#memoryBytes });
  }

  #open({ place, values }: GroupRow): Group {
    const measures = this.#functions.map((name) => createMeasure(name, this.#step));
    // The values stand in the group and, as a text, in its key.
    this.#bytes += GROUP_BYTES + 2 * estimateBytes(values) + MEASURE_BYTES * measures.length;
    return { first: place, values: [...values], measures, parents: [] };
  }

  #take(group: Group, { place, inputs }: GroupRow): number {
    const { measures } = group;
    let grown = 0;
    for (let index = 0; index < measures.length; index += 1) {
      grown += (measures[index] as Measure).add(inputs[index] ?? null);
    }
    if (!this.#keepsParents) return grown;
    group.parents.push(place);
    return grown + 8;
  }
}

/** Tells groups apart without writing a text for each row: a single plain value stands for itself. */
type QuickKey = string | number | boolean | null;

/** What begins the key of a group that a single plain value doesn't name; texts that begin so are written out, too. */
const WRITTEN = '\0';

function quickKeyOf(values: Json[]): QuickKey {
  const [only = null] = values;
  if (values.length !== 1 || (typeof only === 'object' && only !== null)) return WRITTEN + identityOf(values);
  return typeof only === 'string' && only.startsWith(WRITTEN) ? WRITTEN + identityOf(values) : only;
}

function finish({ first, values, measures, parents }: Group): Summary {
  return { first, values, results: measures.map((measure) => measure.result()), parents };
}

const groupRows: RowCodec<LaterRow> = {
  compare: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place),
  encode: ({ key, place, values, inputs }) => JSON.stringify([key, place, values, inputs]),
  decode(line) {
    const [key, place, values, inputs] = JSON.parse(line) as [string, number, Json[], Json[]];
    return { key, place, values, inputs };
  },
};

const summaries: RowCodec<Summary> = {
  compare: (a, b) => a.first - b.first,
  encode: ({ first, values, results, parents }) => JSON.stringify([first, values, results, parents]),
  decode(line) {
    const [first, values, results, parents] = JSON.parse(line) as [number, Json[], Json[], number[]];
    return { first, values, results, parents };
  },
};
