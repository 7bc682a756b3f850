import { toMillraceError } from '../../shared/errors/index.ts';
import type { MapRunner } from '../ports/step.ts';
import { MOST_BATCH_BYTES, weighRecords } from './batch-weight.ts';
import { type Calling, type CallRecord, callOut } from './calls.ts';
import { HeldBatch, isJournaled, stopOnFailure } from './held-batch.ts';
import { Slots } from './slots.ts';
import type { Stage } from './stage.ts';

/** About how many bytes records may hold that wait for those before them. */
const MOST_HELD_BYTES = 4 * MOST_BATCH_BYTES;

/**
 * Runs a step that calls out for one record at a time. Up to `concurrency` records are under way at once, across
 * batches; batches leave in the order they came, each when all its records are done.
 */
export async function runMapStage(stage: Stage, runner: MapRunner): Promise<void> {
  const { step } = stage;
  const calling: Calling = {
    invoke: async ([only = {}], context) => [await runner.run(only, context)],
    repeating: runner,
    journaled: isJournaled(stage),
    waits: runner.waits === true,
  };
  const concurrency = Math.max(1, Math.floor(runner.concurrency));
  const mostHeld = concurrency + 2 * step.execution.batchSize;
  const slots = new Slots(concurrency);
  const releases: Promise<void>[] = [];
  let held = 0;
  let heldBytes = 0;

  const call = async (record: CallRecord) => {
    try {
      await callOut(step, [record], calling);
      stopOnFailure(stage, [record]);
    } catch (thrown) {
      step.failRun(toMillraceError(thrown));
    } finally {
      slots.give();
    }
  };
  /** Never rejects: what goes wrong ends the run, also while the stage waits for the next batch. */
  const release = async (batch: HeldBatch, bytes: number, calls: Promise<void>[], before?: Promise<void>) => {
    await before;
    await Promise.all(calls);
    try {
      await batch.release(stage);
    } catch (thrown) {
      step.failRun(toMillraceError(thrown));
    }
    held -= batch.records.length;
    heldBytes -= bytes;
    void releases.shift();
  };

  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    const next = new HeldBatch(batch, step.tally.receivedInAll);
    const bytes = weighRecords(batch.records);
    held += next.records.length;
    heldBytes += bytes;
    const calls: Promise<void>[] = [];
    for (const record of next.records) {
      if (step.execution.pacer.due()) await step.execution.pacer.pause();
      await slots.take();
      calls.push(call(record));
    }
    releases.push(release(next, bytes, calls, releases.at(-1)));
    while (held > mostHeld || heldBytes > MOST_HELD_BYTES) await releases[0];
  }
  await releases.at(-1);
}
