import type { JsonObject } from '../../shared/json/json.ts';
import type { ArrivedBatch } from './batch.ts';
import type { Intake, Outlets } from './outlets.ts';
import { Inbox } from './queue.ts';
import type { RunningStep } from './running-step.ts';

/** Batches that an edge has room for, so that one is taken while the next is made. */
export const QUEUED_BATCHES = 2;

/** A step that waits for others (it reads, calls out or collects): it has an inbox and runs beside the other stages. */
export class Stage implements Intake {
  readonly step: RunningStep;
  readonly outlets: Outlets;
  readonly inbox: Inbox;
  /** Records that the step may still bring in. */
  #left: number;

  constructor(step: RunningStep, outlets: Outlets) {
    this.step = step;
    this.outlets = outlets;
    this.#left = step.execution.firstRecords;
    this.inbox = new Inbox(QUEUED_BATCHES * step.execution.batchSize);
    step.execution.onStop(() => this.inbox.release());
  }

  openEdge(): number {
    return this.inbox.openEdge();
  }

  closeEdge(): void {
    this.inbox.closeEdge();
  }

  accept(batch: ArrivedBatch, edge: number): Promise<void> | undefined {
    return this.inbox.push(edge, batch);
  }

  /** Those of the records that the step brings in that the run is to have: the first ones, where it asks for so many. */
  bringIn(records: JsonObject[]): JsonObject[] {
    const first = records.length > this.#left ? records.slice(0, this.#left) : records;
    this.#left -= first.length;
    return first;
  }

  /** True when further records would change nothing or aren't asked for, or a step behind this one ended the run. */
  exhausted(): boolean {
    const { execution, planned } = this.step;
    return this.#left <= 0 || execution.halts(planned) || execution.demand?.wants(planned.index) === false;
  }

  /** The next batch, counted as received; undefined once no more comes or the run has stopped. */
  async next(): Promise<ArrivedBatch | undefined> {
    const { execution } = this.step;
    for (;;) {
      const batch = this.nextWaiting();
      if (batch) return batch;
      if (execution.stopped || this.inbox.ended) return undefined;
      await this.inbox.changed();
    }
  }

  /** The next batch if one waits already, counted as received. */
  nextWaiting(): ArrivedBatch | undefined {
    const { execution, tally } = this.step;
    while (!execution.stopped) {
      const batch = this.inbox.take();
      if (!batch) return undefined;
      if (this.exhausted()) {
        this.#skip(batch);
        continue;
      }
      tally.start();
      tally.received(batch.records.length, batch.line, batch.places);
      tally.flush();
      return batch;
    }
    return undefined;
  }

  /** Counts what was never taken, when the run has stopped. */
  skipWaiting(): void {
    for (let batch = this.inbox.take(); batch; batch = this.inbox.take()) this.#skip(batch);
  }

  #skip({ records, line, places }: ArrivedBatch): void {
    this.step.tally.received(records.length, line, places);
    this.step.tally.skipped(records.length);
  }
}
