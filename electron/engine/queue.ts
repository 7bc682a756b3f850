import type { ArrivedBatch } from './batch.ts';
import { MOST_BATCH_BYTES, weighRecords } from './batch-weight.ts';

/** About how many bytes an edge has room for: a batch is taken while the next is made. */
const MOST_QUEUED_BYTES = 2 * MOST_BATCH_BYTES;

/** What waits on an edge. */
type Queued = { records: number; bytes: number };

/**
 * The bounded queues of all edges into one step, taken from in order of arrival. Each edge has room for `capacity`
 * records, or for fewer large ones; a producer that fills it is told to wait, which is how a slow step slows the steps
 * before it.
 */
export class Inbox {
  readonly #capacity: number;
  readonly #waiting: { edge: number; batch: ArrivedBatch; bytes: number }[] = [];
  readonly #queued: Queued[] = [];
  readonly #producers: (() => void)[][] = [];
  #open = 0;
  #consumer: (() => void) | undefined;
  #released = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an edge and gives its number. */
  openEdge(): number {
    this.#open += 1;
    this.#producers.push([]);
    return this.#queued.push({ records: 0, bytes: 0 }) - 1;
  }

  /** Says that nothing more comes from one of the edges. */
  closeEdge(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#wakeConsumer();
  }

  /** True once every edge is closed and nothing waits. */
  get ended(): boolean {
    return this.#open === 0 && this.#waiting.length === 0;
  }

  /** Records waiting on all edges. */
  get size(): number {
    return this.#queued.reduce((sum, { records }) => sum + records, 0);
  }

  /** Queues a batch. A promise means: full now, push again only when it resolves. */
  push(edge: number, batch: ArrivedBatch): Promise<void> | undefined {
    const bytes = weighRecords(batch.records);
    const isFull = this.#count(edge, batch.records.length, bytes);
    this.#waiting.push({ edge, batch, bytes });
    this.#wakeConsumer();
    if (!isFull || this.#released) return undefined;
    return new Promise((resolve) => this.#producers[edge]?.push(resolve));
  }

  /** The batch that came first, or undefined when none waits. */
  take(): ArrivedBatch | undefined {
    const first = this.#waiting.shift();
    if (!first) return undefined;
    const { edge, batch, bytes } = first;
    if (!this.#count(edge, -batch.records.length, -bytes)) this.#wakeProducers(edge);
    return batch;
  }

  /** Resolves when a batch waits, every edge is closed, or the inbox was released. */
  changed(): Promise<void> {
    if (this.#waiting.length > 0 || this.#open === 0 || this.#released) return Promise.resolve();
    return new Promise((resolve) => {
      this.#consumer = resolve;
    });
  }

  /** Lets go of everybody who waits, for good: the run has stopped. */
  release(): void {
    this.#released = true;
    this.#wakeConsumer();
    for (const edge of this.#producers.keys()) this.#wakeProducers(edge);
  }

  /** Counts what came to an edge or left it; true when that has no more room. */
  #count(edge: number, records: number, bytes: number): boolean {
    const queued = this.#queued[edge] as Queued;
    queued.records += records;
    queued.bytes += bytes;
    return queued.records >= this.#capacity || queued.bytes >= MOST_QUEUED_BYTES;
  }

  #wakeConsumer(): void {
    this.#consumer?.();
    this.#consumer = undefined;
  }

  #wakeProducers(edge: number): void {
    for (const wake of this.#producers[edge]?.splice(0) ?? []) wake();
  }
}
