import type { Spill, SpillFile } from '../../ports/spill.ts';
import { LineWriter } from './line-writer.ts';
import { mergeSorted } from './merge-sorted.ts';

/** How rows are ordered, and written to a line and read from it again. `compare` never finds two rows equal. */
export type RowCodec<Row> = {
  compare(a: Row, b: Row): number;
  /** JSON texts and tabs, without line feeds. */
  encode(row: Row): string;
  decode(line: string): Row;
};

/** Runs that are merged at once; with more, they become one first. Each takes a piece of its file in memory. */
const MOST_RUNS = 64;
/** Rows that are handed on at once. */
const PAGE_ROWS = 500;

/** Sorted sequences of rows outside memory, read back as one. */
export class SortedRuns<Row> {
  readonly #spill: Spill;
  readonly #codec: RowCodec<Row>;
  readonly #mostRuns: number;
  #file: SpillFile | undefined;
  #runs: LineWriter[] = [];

  constructor(spill: Spill, codec: RowCodec<Row>, mostRuns: number = MOST_RUNS) {
    this.#spill = spill;
    this.#codec = codec;
    this.#mostRuns = mostRuns;
  }

  get count(): number {
    return this.#runs.length;
  }

  /** Writes rows that come sorted. */
  async write(pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>): Promise<void> {
    if (this.#runs.length >= this.#mostRuns) await this.#joinRuns();
    this.#file ??= this.#spill.createFile();
    const run = new LineWriter(this.#file);
    for await (const rows of pages) {
      for (const row of rows) if (run.add(this.#codec.encode(row))) await run.flush();
    }
    await run.flush();
    this.#runs.push(run);
  }

  /** All rows in order, with those of `others`, sorted too. */
  read(...others: AsyncIterable<Row[]>[]): AsyncGenerator<Row[]> {
    const { compare } = this.#codec;
    return mergeSorted([...this.#runs.map((run) => this.#decode(run)), ...others], compare, PAGE_ROWS);
  }

  async #joinRuns(): Promise<void> {
    const merged = this.read();
    this.#runs = [];
    // The space of the runs before comes back when the run of the flow ends.
    await this.write(merged);
  }

  async *#decode(run: LineWriter): AsyncGenerator<Row[]> {
    for await (const lines of run.read()) yield lines.map((line) => this.#codec.decode(line));
  }
}
