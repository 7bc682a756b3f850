import { toMillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { type Arrival, OrderedArrivals } from './ordered-arrivals.ts';
import type { Intake } from './outlets.ts';
import { addPlaces, NO_PLACES, type Places, withoutPlaces } from './places.ts';
import type { PlannedEdge } from './plan.ts';
import type { RunningStep } from './running-step.ts';

/** What came over one line: how many records haven't been handed on, and the places of all and of those that have. */
type Held = { line: PlannedEdge; count: number; places: Places; handedOn: Places };

/** A batch in the making. */
type Growing = { edge: number; key: string; records: JsonObject[]; ids: RecordId[]; places: Places };

/**
 * Stands before a step for which the order of its records counts, where that order depends on timing: it holds back all
 * that comes and then hands it on in the order of the records' names, so that a resumed run makes the same of it.
 */
export class OrderedIntake implements Intake {
  readonly #step: RunningStep;
  readonly #behind: Intake;
  readonly #arrivals: OrderedArrivals;
  readonly #held: Held[] = [];
  readonly #allCame = Promise.withResolvers<void>();
  readonly #edge: number;
  #open = 0;

  /** `step` is the one that `behind` belongs to. */
  constructor(step: RunningStep, behind: Intake) {
    this.#step = step;
    this.#behind = behind;
    this.#arrivals = new OrderedArrivals(step.execution.spill(step.id));
    this.#edge = behind.openEdge();
    step.execution.onStop(() => this.#allCame.resolve());
  }

  openEdge(): number {
    this.#open += 1;
    return this.#open - 1;
  }

  closeEdge(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#allCame.resolve();
  }

  accept(batch: ArrivedBatch, edge: number): Promise<void> | undefined {
    const { records, places, line } = batch;
    this.#held[edge] ??= { line, count: 0, places: NO_PLACES, handedOn: NO_PLACES };
    const held = this.#held[edge];
    held.count += records.length;
    held.places = addAll(held.places, places);
    return this.#add(batch, edge, 0);
  }

  /** Hands everything on once it has come. Never rejects: what goes wrong ends the run. */
  async run(): Promise<void> {
    const { execution } = this.#step;
    await this.#allCame.promise;
    try {
      if (!execution.stopped) await this.#handOn();
    } catch (thrown) {
      this.#step.failRun(toMillraceError(thrown));
    }
    if (!execution.stopped) this.#behind.closeEdge();
  }

  /** Counts what was never handed on, when the run has stopped. */
  skipWaiting(): void {
    const { tally } = this.#step;
    for (const held of this.#held) {
      if (!held || held.count === 0) continue;
      tally.received(held.count, held.line, withoutPlaces(held.places, held.handedOn));
      tally.skipped(held.count);
      held.count = 0;
    }
    tally.flush();
  }

  /** Adds the records of a batch from the one at `index` on; goes on behind a promise when room has to be made. */
  #add(batch: ArrivedBatch, edge: number, index: number): Promise<void> | undefined {
    const places = batch.places.flatMap(([first, count]) => Array.from({ length: count }, (_, more) => first + more));
    for (let next = index; next < batch.records.length; next += 1) {
      const room = this.#arrivals.add(batch, next, edge, places[next] ?? -1);
      if (room) return this.#addRest(batch, edge, next + 1, room);
    }
    return undefined;
  }

  async #addRest(batch: ArrivedBatch, edge: number, index: number, room: Promise<void>): Promise<void> {
    try {
      await room;
      await this.#add(batch, edge, index);
    } catch (thrown) {
      this.#step.failRun(toMillraceError(thrown));
    }
  }

  async #handOn(): Promise<void> {
    const { execution } = this.#step;
    let growing: Growing | undefined;
    for await (const arrivals of this.#arrivals.read()) {
      for (const arrival of arrivals) {
        if (growing && !continues(growing, arrival, execution.batchSize)) {
          await this.#pass(growing);
          growing = undefined;
        }
        if (execution.stopped) return;
        growing ??= { edge: arrival.edge, key: arrival.key, records: [], ids: [], places: NO_PLACES };
        growing.records.push(arrival.record);
        growing.ids.push(arrival.id);
        if (arrival.place >= 0) growing.places = addPlaces(growing.places, arrival.place, 1);
      }
      if (execution.pacer.due()) await execution.pacer.pause();
    }
    if (growing) await this.#pass(growing);
  }

  async #pass({ edge, ...batch }: Growing): Promise<void> {
    const held = this.#held[edge];
    if (!held || this.#step.execution.stopped) return;
    held.count -= batch.records.length;
    held.handedOn = addAll(held.handedOn, batch.places);
    await this.#behind.accept({ ...batch, line: held.line }, this.#edge);
  }
}

function addAll(places: Places, more: Places): Places {
  return more.reduce((all, [first, count]) => addPlaces(all, first, count), places);
}

/** True when the record may travel in the same batch. */
function continues({ edge, key, records }: Growing, arrival: Arrival, batchSize: number): boolean {
  return edge === arrival.edge && key === arrival.key && records.length < batchSize;
}
