import type { JsonObject } from '../../shared/json/json.ts';
import type { CollectRunner } from '../ports/step.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { callContext } from './calls.ts';
import { PageReader } from './page-reader.ts';
import type { Stage } from './stage.ts';

/**
 * Runs a step that takes all its input before it hands anything on. Its batches are `step:page`; where ids are told, they
 * count all results of `step:0`, since how these are paged depends on what was in memory.
 */
export async function runCollectStage(stage: Stage, runner: CollectRunner): Promise<void> {
  const { execution, tally } = stage.step;
  let taken = 0;
  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    await take(stage, runner, batch, tally.receivedInAll - batch.records.length);
    taken += batch.records.length;
    if (execution.pacer.due()) await execution.pacer.pause();
  }
  if (!execution.stopped) await handOnResults(stage, runner, taken);
}

/**
 * Gives the records of a batch to the step, the first of which is at the place `first`; those that fail go where its
 * policy says, those after a stop count as skipped.
 */
async function take(
  { step, outlets }: Stage,
  runner: CollectRunner,
  batch: ArrivedBatch,
  first: number,
): Promise<void> {
  const { execution, tally, planned } = step;
  const { key, records, line } = batch;
  const scope = execution.scope({}, step.warn);
  const arrival = { place: 0, input: line.toPort };
  const failed: { records: JsonObject[]; ids: RecordId[]; parents: number[] } = { records: [], ids: [], parents: [] };
  for (let index = 0; index < records.length; index += 1) {
    if (execution.stopped) {
      tally.skipped(records.length - index);
      break;
    }
    const record = records[index] as JsonObject;
    const place = first + index;
    let room: Promise<void> | undefined;
    try {
      scope.record = record;
      arrival.place = place;
      room = runner.add(record, scope, arrival);
    } catch (thrown) {
      const out = step.fail(place, record, thrown);
      if (!out) continue;
      failed.records.push(out);
      failed.ids.push(batch.ids?.[index] ?? index);
      failed.parents.push(place);
    }
    if (room) await room;
  }
  tally.flush();
  if (planned.errorPort !== undefined) await outlets.emit(planned.errorPort, { key, ...failed });
}

/** `taken` counts the records that the step was given, those that failed among them: others came when nobody wanted any. */
async function handOnResults(stage: Stage, runner: CollectRunner, taken: number): Promise<void> {
  const { step, outlets } = stage;
  const { execution, id, tally } = step;
  tally.start();
  const abort = new AbortController();
  const call = callContext(step, abort.signal, 1, (index) => `results#${index}`);
  const pages = new PageReader(step, abort, runner.results(call));
  let handedOn = 0;
  try {
    for (let page = 0; !execution.stopped && !stage.exhausted(); page += 1) {
      const results = await pages.next();
      if (!results) return;
      const { records } = results;
      const first = handedOn;
      handedOn += records.length;
      const ids = execution.namesRecords ? records.map((_, index) => first + index) : undefined;
      const key = `${id}:${ids ? 0 : page}`;
      await outlets.emit(0, { key, records, ids, parents: results.parents ?? null });
      tally.filtered(results.filtered ?? 0);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
    if (runner.oneForOne && !execution.stopped) {
      tally.filtered(taken - tally.failedInAll - handedOn);
    }
  } finally {
    await pages.close();
  }
}
