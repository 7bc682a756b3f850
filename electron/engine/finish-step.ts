import { MillraceError } from '../../shared/errors/index.ts';
import type { JournaledFinish } from '../ports/run.ts';
import type { BatchRunner } from '../ports/step.ts';
import { callContext } from './calls.ts';
import { guardCall } from './guard.ts';
import { isJournaled } from './held-batch.ts';
import type { Stage } from './stage.ts';

/**
 * True when an earlier try of the run has made final what this step does. Throws OUTCOME_UNKNOWN when it had begun to
 * and nobody can tell how far it came.
 */
export async function wasFinished({ step }: Stage, runner: BatchRunner): Promise<boolean> {
  const known = step.execution.replay?.finish(step.id);
  if (!known || !runner.finish) return false;
  if (known.finish === 'done') return true;
  const { wasFinished: look } = runner;
  if (look) return guardCall(step, new AbortController(), () => look.call(runner, known.mark ?? null));
  throw new MillraceError('OUTCOME_UNKNOWN', { step: step.planned.step.name });
}

/** Makes final what the step did, once: where repeating that would do it twice, it is journaled before and after. */
export async function finish(stage: Stage, runner: BatchRunner): Promise<void> {
  const { step } = stage;
  if (!runner.finish) return;
  const { finish: makeFinal } = runner;
  const journaled = isJournaled(stage) && !runner.repeatable;
  step.tally.start();
  if (journaled) {
    const mark = await guardCall(step, new AbortController(), async () => (await runner.markBeforeFinish?.()) ?? null);
    await journal(stage, { finish: 'begun', mark });
    // A run that goes on sees by the mark that nothing was done.
    if (step.execution.stopped) return;
  }
  const abort = new AbortController();
  const call = callContext(step, abort.signal, 1, (index) => `finish#${index}`);
  await guardCall(step, abort, () => makeFinal.call(runner, call));
  if (journaled) await journal(stage, { finish: 'done' });
}

async function journal({ step }: Stage, outcome: JournaledFinish): Promise<void> {
  const { execution, id } = step;
  await execution.journal?.append([{ runId: execution.runId, step: id, batchKey: 'finish', outcome }]);
}
