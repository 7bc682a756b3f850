import type { JsonObject } from '../../shared/json/json.ts';
import type { Parents } from '../ports/run.ts';
import type { CollectRunner } from '../ports/step.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { callContext } from './calls.ts';
import { type Arrival, OrderedArrivals } from './ordered-arrivals.ts';
import { PageReader } from './page-reader.ts';
import type { Stage } from './stage.ts';

/**
 * Runs a step that takes all its input before it hands anything on. Its batches are `step:page`. Where the order of
 * arrival depends on timing and calls are journaled, it gets its records in the order of their names.
 */
export async function runCollectStage(stage: Stage, runner: CollectRunner): Promise<void> {
  const { execution, tally, planned } = stage.step;
  const ordered = planned.mixed && execution.namesRecords ? new OrderedArrivals(execution.spill()) : undefined;
  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    const firstIndex = tally.receivedInAll - batch.records.length;
    if (ordered) {
      for (const index of batch.records.keys()) await ordered.add(batch, index, firstIndex + index);
    } else {
      await take(stage, runner, arrivalsOf(batch, firstIndex));
    }
    if (execution.pacer.due()) await execution.pacer.pause();
  }
  const places = ordered && (await takeInOrder(stage, runner, ordered));
  if (!execution.stopped) await handOnResults(stage, runner, places);
}

/** Gives the places of the records in the order in which the step got them, where lineage is kept. */
async function takeInOrder(stage: Stage, runner: CollectRunner, ordered: OrderedArrivals): Promise<number[]> {
  const { execution, tally } = stage.step;
  const places: number[] = [];
  let taken = 0;
  if (!execution.stopped) {
    for await (const arrivals of ordered.read()) {
      await take(stage, runner, orderedArrivals(arrivals, taken));
      taken += arrivals.length;
      if (tally.keepsLineage) for (const { place } of arrivals) places.push(place);
      if (execution.stopped) break;
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  }
  tally.skipped(ordered.count - taken);
  tally.flush();
  return places;
}

/** Records on their way into the step, by their place in a list, and their names in journal and lineage. */
type Arrivals = {
  readonly records: readonly JsonObject[];
  key(index: number): string;
  id(index: number): RecordId;
  /** Its place among all that the step received, and the one by which the step itself knows it. */
  place(index: number): number;
  number(index: number): number;
  input(index: number): number;
};

/** The records of a batch, the first of which is at the place `first`, as they came. */
function arrivalsOf({ key, records, ids, line }: ArrivedBatch, first: number): Arrivals {
  const place = (index: number) => first + index;
  return {
    records,
    key: () => key,
    id: (index) => ids?.[index] ?? index,
    place,
    number: place,
    input: () => line.toPort,
  };
}

/** Records that were put in order; `first` is the number of the first for the step. */
function orderedArrivals(arrivals: readonly Arrival[], first: number): Arrivals {
  const at = (index: number) => arrivals[index] as Arrival;
  return {
    records: arrivals.map(({ record }) => record),
    key: (index) => at(index).key,
    id: (index) => at(index).id,
    place: (index) => at(index).place,
    number: (index) => first + index,
    input: (index) => at(index).input,
  };
}

/** Gives records to the step; those that fail go where its policy says, those after a stop count as skipped. */
async function take({ step, outlets }: Stage, runner: CollectRunner, arrivals: Arrivals): Promise<void> {
  const { execution, tally, planned } = step;
  const { records } = arrivals;
  const scope = execution.scope({}, step.warn);
  const arrival = { place: 0, input: 0 };
  const failed = new Map<string, { records: JsonObject[]; ids: RecordId[]; parents: number[] }>();
  for (let index = 0; index < records.length; index += 1) {
    if (execution.stopped) {
      tally.skipped(records.length - index);
      break;
    }
    const record = records[index] as JsonObject;
    let room: Promise<void> | undefined;
    try {
      scope.record = record;
      arrival.place = arrivals.number(index);
      arrival.input = arrivals.input(index);
      room = runner.add(record, scope, arrival);
    } catch (thrown) {
      const place = arrivals.place(index);
      const out = step.fail(place, record, thrown);
      if (!out) continue;
      const key = arrivals.key(index);
      const ofBatch = failed.get(key) ?? { records: [], ids: [], parents: [] };
      ofBatch.records.push(out);
      ofBatch.ids.push(arrivals.id(index));
      ofBatch.parents.push(place);
      failed.set(key, ofBatch);
    }
    if (room) await room;
  }
  tally.flush();
  if (planned.errorPort === undefined) return;
  for (const [key, { records: out, ids, parents }] of failed) {
    await outlets.emit(planned.errorPort, { key, records: out, ids, parents });
  }
}

async function handOnResults(stage: Stage, runner: CollectRunner, places: number[] | undefined): Promise<void> {
  const { step, outlets } = stage;
  const { execution, id, tally } = step;
  tally.start();
  const abort = new AbortController();
  const call = callContext(step, abort.signal, 1, (index) => `results#${index}`);
  const pages = new PageReader(step, abort, runner.results(call));
  try {
    for (let page = 0; !execution.stopped && !stage.exhausted(); page += 1) {
      const results = await pages.next();
      if (!results) return;
      const { records } = results;
      const parents = findPlaces(results.parents ?? null, places);
      const ids = execution.namesRecords ? records.map((_, index) => index) : undefined;
      await outlets.emit(0, { key: `${id}:${page}`, records, ids, parents });
      tally.filtered(results.filtered ?? 0);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  } finally {
    await pages.close();
  }
}

/** Places of parents that are numbers in the order in which the step got them. */
function findPlaces(parents: Parents, places: number[] | undefined): Parents {
  if (!places || !parents) return parents;
  const placeOf = (number: number) => places[number] ?? number;
  return parents.map((parent) => (typeof parent === 'number' ? [placeOf(parent)] : parent.map(placeOf)));
}
