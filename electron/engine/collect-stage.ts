import type { JsonObject } from '../../shared/json/json.ts';
import type { Parents } from '../ports/run.ts';
import type { CollectRunner } from '../ports/step.ts';
import type { RecordId } from './batch.ts';
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
      const { key, ids, line } = batch;
      await take(
        stage,
        runner,
        batch.records.map((record, index) => {
          return { record, key, id: ids?.[index] ?? index, place: firstIndex + index, input: line.toPort };
        }),
      );
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
      await take(stage, runner, arrivals, taken);
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

/**
 * Gives records to the step; those that fail go where its policy says, those after a stop count as skipped. `first` is
 * the number of the first for the step, where that isn't its place.
 */
async function take(
  { step, outlets }: Stage,
  runner: CollectRunner,
  arrivals: readonly Arrival[],
  first?: number,
): Promise<void> {
  const { execution, tally, planned } = step;
  const scope = execution.scope({}, step.warn);
  const failed = new Map<string, { records: JsonObject[]; ids: RecordId[]; parents: number[] }>();
  for (const [index, { key, id, place, input, record }] of arrivals.entries()) {
    if (execution.stopped) {
      tally.skipped(arrivals.length - index);
      break;
    }
    let room: Promise<void> | undefined;
    try {
      scope.record = record;
      room = runner.add(record, scope, { place: first === undefined ? place : first + index, input });
    } catch (thrown) {
      const out = step.fail(place, record, thrown);
      if (!out) continue;
      const ofBatch = failed.get(key) ?? { records: [], ids: [], parents: [] };
      ofBatch.records.push(out);
      ofBatch.ids.push(id);
      ofBatch.parents.push(place);
      failed.set(key, ofBatch);
    }
    if (room) await room;
  }
  tally.flush();
  if (planned.errorPort === undefined) return;
  for (const [key, { records, ids, parents }] of failed) {
    await outlets.emit(planned.errorPort, { key, records, ids, parents });
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
