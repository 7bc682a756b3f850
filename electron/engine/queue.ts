import type { ArrivedBatch } from './batch.ts';

/**
 * The bounded queues of all edges into one step, taken from in order of arrival. Each edge has room for `capacity`
 * records; a producer that fills it is told to wait, which is how a slow step slows the steps before it.
 */
export class Inbox {
  readonly #capacity: number;
  readonly #waiting: { edge: number; batch: ArrivedBatch }[] = [];
  readonly #queued: number[] = [];
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
    return this.#queued.push(0) - 1;
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
    return this.#queued.reduce((sum, count) => sum + count, 0);
  }

  /** Queues a batch. A promise means: full now, push again only when it resolves. */
  push(edge: number, batch: ArrivedBatch): Promise<void> | undefined {
    const queued = (this.#queued[edge] ?? 0) + batch.records.length;
    this.#queued[edge] = queued;
    this.#waiting.push({ edge, batch });
    this.#wakeConsumer();
    if (queued < this.#capacity || this.#released) return undefined;
    return new Promise((resolve) => this.#producers[edge]?.push(resolve));
  }

  /** The batch that came first, or undefined when none waits. */
  take(): ArrivedBatch | undefined {
    const first = this.#waiting.shift();
    if (!first) return undefined;
    const queued = (this.#queued[first.edge] ?? 0) - first.batch.records.length;
    this.#queued[first.edge] = queued;
    if (queued < this.#capacity) this.#wakeProducers(first.edge);
    return first.batch;
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

  #wakeConsumer(): void {
    this.#consumer?.();
    this.#consumer = undefined;
  }

  #wakeProducers(edge: number): void {
    for (const wake of this.#producers[edge]?.splice(0) ?? []) wake();
  }
}
