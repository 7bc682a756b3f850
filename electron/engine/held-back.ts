import type { JsonObject } from '../../shared/json/json.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { MOST_BATCH_BYTES, weighBehind } from './batch-weight.ts';
import { type Arrival, type ArrivalOrder, OrderedArrivals } from './ordered-arrivals.ts';
import { addPlaces, NO_PLACES, type Places, withoutPlaces } from './places.ts';
import type { PlannedEdge } from './plan.ts';
import type { RunningStep } from './running-step.ts';

/** What came over one line: how many records haven't been handed on, and the places of all and of those that have. */
type Held = { line: PlannedEdge; count: number; places: Places; handedOn: Places };

/** A batch in the making. */
type Growing = { edge: number; key: string; records: JsonObject[]; ids: RecordId[]; places: Places; bytes: number };

/** Records that a step doesn't get yet, outside memory past the bound; they come out in an order. */
export class HeldBack {
  readonly #step: RunningStep;
  readonly #arrivals: OrderedArrivals;
  readonly #held: Held[] = [];

  constructor(step: RunningStep, order: ArrivalOrder) {
    this.#step = step;
    this.#arrivals = new OrderedArrivals(step.execution.spill(step.id), order);
  }

  /** Takes a batch. A promise means: wait for it before the next. */
  add(batch: ArrivedBatch): Promise<void> | undefined {
    const { records, places, line } = batch;
    let edge = this.#held.findIndex((held) => held.line === line);
    if (edge < 0) edge = this.#held.push({ line, count: 0, places: NO_PLACES, handedOn: NO_PLACES }) - 1;
    const held = this.#held[edge] as Held;
    held.count += records.length;
    held.places = addAll(held.places, places);
    const each = places.flatMap(([first, count]) => Array.from({ length: count }, (_, more) => first + more));
    return this.#add(batch, edge, each, 0);
  }

  /** All of them in order, each handed on when it comes out; ends early when the run stops. Nothing may be added any more. */
  async *read(): AsyncGenerator<ArrivedBatch> {
    const { execution } = this.#step;
    let growing: Growing | undefined;
    for await (const arrivals of this.#arrivals.read()) {
      for (const arrival of arrivals) {
        if (growing && !continues(growing, arrival, execution.batchSize)) {
          yield this.#handOn(growing);
          growing = undefined;
        }
        if (execution.stopped) return;
        growing ??= { edge: arrival.edge, key: arrival.key, records: [], ids: [], places: NO_PLACES, bytes: 0 };
        growing.bytes += weighBehind(arrival.record, growing.records.at(-1));
        growing.records.push(arrival.record);
        growing.ids.push(arrival.id);
        if (arrival.place >= 0) growing.places = addPlaces(growing.places, arrival.place, 1);
      }
      if (execution.pacer.due()) await execution.pacer.pause();
    }
    if (growing && !execution.stopped) yield this.#handOn(growing);
  }

  /** Counts what was never handed on, when the run has stopped. */
  skipRest(): void {
    const { tally } = this.#step;
    for (const held of this.#held) {
      if (held.count === 0) continue;
      tally.received(held.count, held.line, withoutPlaces(held.places, held.handedOn));
      tally.skipped(held.count);
      held.count = 0;
    }
  }

  /** Adds the records of a batch from the one at `index` on; goes on behind a promise when room has to be made. */
  #add(batch: ArrivedBatch, edge: number, places: number[], index: number): Promise<void> | undefined {
    for (let next = index; next < batch.records.length; next += 1) {
      const room = this.#arrivals.add(batch, next, edge, places[next] ?? -1);
      if (room) return room.then(() => this.#add(batch, edge, places, next + 1));
    }
    return undefined;
  }

  #handOn({ edge, bytes: _, ...batch }: Growing): ArrivedBatch {
    const held = this.#held[edge] as Held;
    held.count -= batch.records.length;
    held.handedOn = addAll(held.handedOn, batch.places);
    return { ...batch, line: held.line };
  }
}

function addAll(places: Places, more: Places): Places {
  return more.reduce((all, [first, count]) => addPlaces(all, first, count), places);
}

/** True when the record may travel in the same batch. */
function continues({ edge, key, records, bytes }: Growing, arrival: Arrival, batchSize: number): boolean {
  const hasRoom = records.length < batchSize && bytes < MOST_BATCH_BYTES;
  return hasRoom && edge === arrival.edge && key === arrival.key;
}
