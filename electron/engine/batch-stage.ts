import { toMillraceError } from '../../shared/errors/index.ts';
import type { BatchRunner } from '../ports/step.ts';
import type { Batch } from './batch.ts';
import { MOST_BATCH_BYTES, weighRecords } from './batch-weight.ts';
import { type Calling, type CallRecord, callOut } from './calls.ts';
import { finish, wasFinished } from './finish-step.ts';
import { HeldBatch, isJournaled, stopOnFailure } from './held-batch.ts';
import type { Stage } from './stage.ts';

/** About how many bytes one call may be filled up with: more than services take, so that large records cost no calls. */
const MOST_FILLED_BYTES = 4 * MOST_BATCH_BYTES;

/**
 * Runs a step that takes many records in one call. Calls are filled up to the runner's `size` across batches as long
 * as more input waits, and go out with fewer when none does. A runner with `finish` has done nothing for good before
 * that, so its calls aren't journaled.
 */
export async function runBatchStage(stage: Stage, runner: BatchRunner): Promise<void> {
  const { step } = stage;
  const { execution } = step;
  const finished = await wasFinished(stage, runner);
  const calling: Calling = {
    // What is final already is left as it is: the records only pass.
    invoke: finished ? async (input) => input.map(() => ({})) : (input, call) => runner.run(input, call),
    repeating: runner,
    journaled: isJournaled(stage) && !runner.finish,
  };
  const size = Math.max(1, Math.floor(runner.size));
  const held: HeldBatch[] = [];
  let open: CallRecord[] = [];

  const hold = (batch: Batch) => {
    const next = new HeldBatch(batch, step.tally.receivedInAll);
    held.push(next);
    open = open.length === 0 ? next.records : open.concat(next.records);
  };
  const isFilled = () => open.length >= size || weighRecords(open.map(({ record }) => record)) > MOST_FILLED_BYTES;
  const callFirst = async () => {
    const records = open.slice(0, size);
    open = open.slice(size);
    await callOut(step, records, calling);
    stopOnFailure(stage, records);
    for (let first = held[0]; first?.settled; first = held[0]) {
      held.shift();
      await first.release(stage);
    }
    if (execution.pacer.due()) await execution.pacer.pause();
  };

  try {
    for (let batch = await stage.next(); batch; batch = await stage.next()) {
      hold(batch);
      while (open.length > 0 && !execution.stopped) {
        if (!isFilled() && !(await holdMore())) break;
        while (open.length > 0 && isFilled() && !execution.stopped) await callFirst();
      }
      if (open.length > 0 && !execution.stopped) await callFirst();
    }
    if (!execution.stopped && !finished) await finish(stage, runner);
  } catch (thrown) {
    step.failRun(toMillraceError(thrown));
  }
  for (const batch of held) await batch.release(stage);

  /** Takes a batch that waits, giving the steps before one turn to bring it; false when none does. */
  async function holdMore(): Promise<boolean> {
    if (stage.inbox.ended) return false;
    let batch = stage.nextWaiting();
    if (!batch) {
      await execution.clock.yield();
      batch = stage.nextWaiting();
    }
    if (batch) hold(batch);
    return batch !== undefined;
  }
}
