import { type ErrorDescription, MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { RunStatus } from '../../shared/run/events.ts';
import type { BatchRunner } from '../ports/step.ts';
import type { Assembled } from './assemble.ts';
import type { Execution } from './execution.ts';
import type { PlannedRunner } from './given-stage.ts';
import { guardCall } from './guard.ts';
import type { RunningStep } from './running-step.ts';

/**
 * Tells the end of a run whose stages have all returned: leaves nothing partial behind, counts what was never taken,
 * finishes each step that isn't finished, and then the run.
 */
export async function finishRun(
  flow: FlowDocument,
  execution: Execution,
  running: RunningStep[],
  runners: (PlannedRunner | undefined)[],
  stages: Assembled[],
): Promise<void> {
  for (const stage of stages) stage.skipWaiting();
  await abandonRunners(running, runners);
  const { log, stopped } = execution;
  execution.journal?.outside?.ended(execution.runId);
  for (const { id, tally } of running) {
    if (stopped?.step === id) tally.finish('failed', stopped.error);
    else tally.finish(tally.started ? 'cancelled' : 'skipped');
  }
  const planned = new Set(running.map(({ id }) => id));
  for (const { id } of flow.steps) {
    if (!planned.has(id)) log.tell({ type: 'step.finished', step: id, status: 'skipped', durationMs: 0 });
  }
  const { status, error } = outcomeOf(execution);
  const message = execution.ending?.message;
  log.tell({
    type: 'run.finished',
    status,
    durationMs: log.elapsed(),
    ...(error ? { error } : {}),
    ...(message === undefined ? {} : { message }),
  });
}

/**
 * Lets every runner that hasn't finished remove what it wrote, side by side. One that can't do so, or not in time, is a
 * warning of its step.
 */
export async function abandonRunners(running: RunningStep[], runners: (PlannedRunner | undefined)[]): Promise<void> {
  const abandon = async (step: RunningStep, runner: BatchRunner) => {
    try {
      await guardCall(step, new AbortController(), async () => runner.abandon?.());
    } catch (thrown) {
      const isLate = thrown === step.execution.stopped?.error;
      const detail = isLate ? 'The disk took too long.' : thrown instanceof Error ? thrown.message : String(thrown);
      step.tally.warned({ code: 'NOT_ABANDONED', message: `What the step had written couldn’t be removed: ${detail}` });
    }
  };
  await Promise.all(
    runners.map(async (runner, index) => {
      const step = running[index];
      if (runner?.shape === 'batch' && runner.abandon && step && !step.tally.finished) await abandon(step, runner);
    }),
  );
}

function outcomeOf(execution: Execution): { status: RunStatus; error?: ErrorDescription } {
  const { stopped, failuresNotTaken } = execution;
  if (stopped) {
    const status = stopped.goesOn ? 'interrupted' : stopped.cancelled ? 'cancelled' : 'failed';
    return { status, error: stopped.error.describe() };
  }
  const ended = execution.endingError();
  if (ended) return { status: 'failed', error: ended.describe() };
  if (failuresNotTaken === 0) return { status: 'succeeded' };
  const error = new MillraceError('RECORDS_FAILED', { count: failuresNotTaken });
  return { status: 'partly_succeeded', error: error.describe() };
}
