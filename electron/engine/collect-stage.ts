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
  const collected: Collected = { received: 0, handedOn: 0, filtered: 0 };
  let isWhole = false;
  try {
    for (let batch = await stage.next(); batch; batch = await stage.next()) {
      collected.received += batch.records.length;
      await take(stage, runner, batch, tally.receivedInAll - batch.records.length);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
    if (!execution.stopped) await handOnResults(stage, runner, collected);
    isWhole = !execution.stopped;
  } finally {
    if (!isWhole) tally.skipped(withoutResult(stage, runner, collected));
  }
}

/** How many records the step was given, those that failed among them, handed on, and told to lead to nothing. */
type Collected = { received: number; handedOn: number; filtered: number };

/**
 * Records of which nothing came, since the run stopped or nobody wanted more. Where results that several make together were
 * handed on in part, it isn't known which ones these are of: then all count as passed on.
 */
function withoutResult(
  { step }: Stage,
  { oneForOne }: CollectRunner,
  { received, handedOn, filtered }: Collected,
): number {
  return handedOn === 0 || oneForOne ? received - step.tally.failedInAll - handedOn - filtered : 0;
}

/**
 * Gives the records of a batch to the step, the first of which is at the place `first`, until the run stops; those that
 * fail go where its policy says.
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
    if (execution.stopped) break;
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

async function handOnResults(stage: Stage, runner: CollectRunner, collected: Collected): Promise<void> {
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
      const first = collected.handedOn;
      collected.handedOn += records.length;
      const ids = execution.namesRecords ? records.map((_, index) => first + index) : undefined;
      const key = `${id}:${ids ? 0 : page}`;
      await outlets.emit(0, { key, records, ids, parents: results.parents ?? null });
      const { filtered = 0 } = results;
      collected.filtered += filtered;
      tally.filtered(filtered);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
    if (!execution.stopped) tally.filtered(withoutResult(stage, runner, collected));
  } finally {
    await pages.close();
  }
}
