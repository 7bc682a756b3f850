import { toMillraceError } from '../../shared/errors/index.ts';
import type { JournalEntry } from '../ports/run.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { type EarlierOrder, journaledArrivals } from './earlier-order.ts';
import { HeldBack } from './held-back.ts';
import { orderByRank } from './ordered-arrivals.ts';
import type { Intake } from './outlets.ts';
import { Inbox } from './queue.ts';
import type { RunningStep } from './running-step.ts';
import { QUEUED_BATCHES } from './stage.ts';

/** Milliseconds that a resumed run waits for the next record that an earlier try took. */
const PATIENCE_MS = 300_000;
/** Other records that come meanwhile without being slowed, and milliseconds between the batches of those after them. */
const UNSLOWED_RECORDS = 20_000;
const SLOWED_MS = 500;
/** Batches whose order is journaled together. */
const GROUP_BATCHES = 16;

/**
 * Stands before a step that hands records on as they come while what it makes of them depends on their order (`limit`
 * takes the first), where that order depends on timing. It journals which records the step gets next before the step
 * gets them, so that a resumed run gives it the same ones first, in the same order. So an endless source is never held
 * back for longer than that takes.
 */
export class JournaledIntake implements Intake {
  readonly #step: RunningStep;
  readonly #behind: Intake;
  readonly #edge: number;
  readonly #inbox: Inbox;
  /** What is left to repeat; undefined once that is done. */
  #earlier: EarlierOrder | undefined;
  /** Batches that were taken in and not handed on yet. */
  readonly #taken: ArrivedBatch[] = [];
  #held: HeldBack | undefined;

  /** `step` is the one that `behind` belongs to. */
  constructor(step: RunningStep, behind: Intake) {
    const { execution } = step;
    this.#step = step;
    this.#behind = behind;
    this.#edge = behind.openEdge();
    this.#inbox = new Inbox(QUEUED_BATCHES * execution.batchSize);
    this.#earlier = execution.replay?.order(step.id);
    execution.onStop(() => this.#inbox.release());
  }

  openEdge(): number {
    return this.#inbox.openEdge();
  }

  closeEdge(): void {
    this.#inbox.closeEdge();
  }

  accept(batch: ArrivedBatch, edge: number): Promise<void> | undefined {
    return this.#inbox.push(edge, batch);
  }

  /** Hands on what comes until nothing more does. Never rejects: what goes wrong ends the run. */
  async run(): Promise<void> {
    const { execution } = this.#step;
    try {
      if (this.#earlier) await this.#repeat(this.#earlier);
      while (!execution.stopped && !this.#inbox.ended) {
        for (let batch = this.#inbox.take(); batch; batch = this.#inbox.take()) this.#taken.push(batch);
        if (this.#taken.length > 0) await this.#handOn();
        else await this.#inbox.changed();
      }
    } catch (thrown) {
      this.#step.failRun(toMillraceError(thrown));
    }
    if (!execution.stopped) this.#behind.closeEdge();
  }

  /** Counts what was never handed on, when the run has stopped. */
  skipWaiting(): void {
    const { tally } = this.#step;
    for (let batch = this.#inbox.take(); batch; batch = this.#inbox.take()) this.#taken.push(batch);
    for (const { records, line, places } of this.#taken.splice(0)) {
      tally.received(records.length, line, places);
      tally.skipped(records.length);
    }
    this.#held?.skipRest();
    tally.flush();
  }

  /** Gives the step the records of earlier tries in their order, then what else has come meanwhile. */
  async #repeat(earlier: EarlierOrder): Promise<void> {
    const held = new HeldBack(
      this.#step,
      orderByRank((key, id) => earlier.rank(key, id)),
    );
    this.#held = held;
    await this.#await(earlier, held);
    for await (const batch of held.read()) {
      this.#taken.push(batch);
      if (this.#taken.length >= GROUP_BATCHES) await this.#handOn();
    }
    await this.#handOn();
    this.#earlier = undefined;
  }

  /**
   * Holds back all that comes until it has the records of earlier tries. Those that don't come any more, since the flow
   * decides by the time of day or a failed record is tried anew, are waited for until all lines end or patience does.
   */
  async #await(earlier: EarlierOrder, held: HeldBack): Promise<void> {
    const { execution } = this.#step;
    const { clock } = execution;
    let due = earlier.size;
    let others = 0;
    let lastCame = clock.monotonic();
    while (due > 0 && !execution.stopped && !this.#inbox.ended) {
      const left = PATIENCE_MS - (clock.monotonic() - lastCame);
      if (left <= 0) return;
      const batch = this.#inbox.take();
      if (!batch) {
        await this.#changed(left);
        continue;
      }
      const came = namesOf(batch).filter((id) => earlier.rank(batch.key, id) !== undefined).length;
      due -= came;
      others += batch.records.length - came;
      if (came > 0) lastCame = clock.monotonic();
      await held.add(batch);
      if (came === 0 && others > UNSLOWED_RECORDS) await this.#pass(Math.min(left, SLOWED_MS));
      else if (execution.pacer.due()) await execution.pacer.pause();
    }
  }

  /** Resolves when something came or the lines ended, at the latest after so many milliseconds. */
  async #changed(milliseconds: number): Promise<void> {
    const waited = new AbortController();
    const late = this.#step.execution.clock.sleep(milliseconds, waited.signal).catch(() => undefined);
    await Promise.race([this.#inbox.changed(), late]);
    waited.abort();
  }

  /** Lets so many milliseconds go by, fewer when the run stops. */
  async #pass(milliseconds: number): Promise<void> {
    const { clock, signal } = this.#step.execution;
    await clock.sleep(milliseconds, signal).catch(() => undefined);
  }

  /** Journals the order of what was taken in and gives it to the step. */
  async #handOn(): Promise<void> {
    const { execution, planned } = this.#step;
    // What a step gets that nobody wants anything of changes nothing, in whatever order.
    if (execution.demand?.wants(planned.index) !== false) await this.#journal();
    while (!execution.stopped) {
      const batch = this.#taken.shift();
      if (!batch) return;
      await this.#behind.accept(batch, this.#edge);
    }
  }

  async #journal(): Promise<void> {
    const { execution, id } = this.#step;
    const entries = this.#taken.flatMap((batch): JournalEntry[] => {
      const names = namesOf(batch).filter((name) => this.#earlier?.rank(batch.key, name) === undefined);
      if (names.length === 0) return [];
      return [{ runId: execution.runId, step: id, batchKey: batch.key, outcome: journaledArrivals(names) }];
    });
    if (entries.length > 0) await execution.journal?.append(entries);
  }
}

function namesOf({ ids, records }: ArrivedBatch): readonly RecordId[] {
  return ids ?? Array.from(records.keys());
}
