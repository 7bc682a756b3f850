import type { JsonObject } from '../../shared/json/json.ts';
import type { CollectRunner } from '../ports/step.ts';
import type { RecordId } from './batch.ts';
import { callContext } from './calls.ts';
import { PageReader } from './page-reader.ts';
import type { Stage } from './stage.ts';

/** Runs a step that takes all its input before it hands anything on. Its batches are `step:page`. */
export async function runCollectStage(stage: Stage, runner: CollectRunner): Promise<void> {
  const { step, outlets } = stage;
  const { execution, tally, planned } = step;
  const scope = execution.scope({}, step.warn);
  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    const firstIndex = tally.receivedInAll - batch.records.length;
    const failed: JsonObject[] = [];
    const ids: RecordId[] = [];
    const parents: number[] = [];
    for (const [index, record] of batch.records.entries()) {
      if (execution.stopped) {
        tally.skipped(batch.records.length - index);
        break;
      }
      let room: Promise<void> | undefined;
      try {
        scope.record = record;
        room = runner.add(record, scope, { place: firstIndex + index, input: batch.line.toPort });
      } catch (thrown) {
        const out = step.fail(firstIndex + index, record, thrown);
        if (!out) continue;
        failed.push(out);
        ids.push(batch.ids?.[index] ?? index);
        parents.push(firstIndex + index);
      }
      if (room) await room;
    }
    tally.flush();
    if (planned.errorPort !== undefined) {
      await outlets.emit(planned.errorPort, { key: batch.key, records: failed, ids, parents });
    }
    if (execution.pacer.due()) await execution.pacer.pause();
  }
  if (!execution.stopped) await handOnResults(stage, runner);
}

async function handOnResults(stage: Stage, runner: CollectRunner): Promise<void> {
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
      const { records, parents = null } = results;
      const ids = execution.namesRecords ? records.map((_, index) => index) : undefined;
      await outlets.emit(0, { key: `${id}:${page}`, records, ids, parents });
      tally.filtered(results.filtered ?? 0);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  } finally {
    await pages.close();
  }
}
