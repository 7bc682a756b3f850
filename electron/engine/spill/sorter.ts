import type { Spill } from '../../ports/spill.ts';
import { mergeSorted } from './merge-sorted.ts';
import { type RowCodec, SortedRuns } from './sorted-runs.ts';

/** Rows sorted at a go: a few milliseconds, so that the host stays awake (R17). */
const CHUNK_ROWS = 4_096;
const PAGE_ROWS = 500;

/** What a sorter may take; by default all that its step may hold, and as many runs as `SortedRuns` merges. */
type SorterLimits = { memoryBytes?: number; mostRuns?: number };

/** Sorts any number of rows: in memory up to the bound, past it with sorted runs outside. */
export class Sorter<Row> {
  readonly #codec: RowCodec<Row>;
  readonly #runs: SortedRuns<Row>;
  readonly #memoryBytes: number;
  #chunks: Row[][] = [];
  #rows: Row[] = [];
  #bytes = 0;

  /** `memoryBytes` is its part of what the step may hold; `mostRuns` are merged at once. */
  constructor(spill: Spill, codec: RowCodec<Row>, { memoryBytes, mostRuns }: SorterLimits = {}) {
    this.#codec = codec;
    this.#runs = new SortedRuns(spill, codec, mostRuns);
    this.#memoryBytes = memoryBytes ?? spill.memoryBytes;
  }

  /** Takes a row that holds about `bytes`. A promise means: wait for it before the next. */
  add(row: Row, bytes: number): Promise<void> | undefined {
    this.#rows.push(row);
    this.#bytes += bytes;
    if (this.#bytes > this.#memoryBytes) return this.#spillChunks();
    if (this.#rows.length >= CHUNK_ROWS) this.#closeChunk();
    return undefined;
  }

  /** All rows in order, a page at a time; nothing may be added any more. */
  async *read(): AsyncGenerator<Row[]> {
    this.#closeChunk();
    yield* this.#runs.count === 0 ? this.#readChunks() : this.#runs.read(this.#readChunks());
  }

  #closeChunk(): void {
    if (this.#rows.length === 0) return;
    this.#chunks.push(this.#rows.sort(this.#codec.compare));
    this.#rows = [];
  }

  #readChunks(): AsyncGenerator<Row[]> {
    const chunks = this.#chunks;
    this.#chunks = [];
    return mergeSorted(chunks.map(onePage), this.#codec.compare, PAGE_ROWS);
  }

  async #spillChunks(): Promise<void> {
    this.#closeChunk();
    await this.#runs.write(this.#readChunks());
    this.#bytes = 0;
  }
}

async function* onePage<Row>(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows;
}
