import { MillraceError } from '../../shared/errors/index.ts';
import type { PauseAnswer, PausedRecord } from '../../shared/run/breakpoint.ts';
import type { RunRequest, RunResult } from '../ports/run.ts';
import { assemble } from './assemble.ts';
import { compileBreakpoints } from './breakpoints.ts';
import { Execution } from './execution.ts';
import { abandonRunners, finishRun } from './finish-run.ts';
import { planRun } from './plan.ts';
import { planWrites } from './plan-writes.ts';
import { prepareSteps } from './prepare.ts';
import { runHeader } from './run-header.ts';
import { RunningStep } from './running-step.ts';

/** A run under way. */
export type FlowRun = {
  readonly runId: string;
  /**
   * How it ended. Rejects with a MillraceError when nothing ran, since the flow can't (exit code 2: TRIGGER_MISSING,
   * STEP_TYPE_UNKNOWN, SETTING_WRONG …), or when what happened couldn't be kept.
   */
  readonly result: Promise<RunResult>;
  /** Stops it within one batch; calls that are under way are aborted. `reason` becomes the why of RUN_CANCELLED. */
  cancel(reason?: string): void;
  /** The records that it waits with at its breakpoints. */
  paused(): PausedRecord[];
  /** Lets it go on with one of them; false when it doesn't wait with that. */
  proceed(pause: number, answer: PauseAnswer): boolean;
  /** The same for a run that is to go on in another process: it ends as `interrupted`. */
  interrupt(): void;
  /** Stops it with this error: as `interrupted` when it `goesOn` later, else as failed. The first stop counts. */
  pause(error: MillraceError, goesOn: boolean): void;
};

/** Starts a run. Everything of it goes through the ports of `request`. */
export function startRun<Services>(request: RunRequest<Services>): FlowRun {
  const execution = new Execution(request, request.clock.now());
  const onAbort = () => execution.cancel();
  if (request.signal?.aborted) onAbort();
  request.signal?.addEventListener('abort', onAbort);
  const cancelLimit = limitTime(request, execution);
  const result = execute(request, execution).finally(() => {
    cancelLimit();
    request.signal?.removeEventListener('abort', onAbort);
    return execution.closeSpill();
  });
  return {
    runId: request.runId,
    result,
    cancel: (reason) => execution.cancel(reason),
    paused: () => execution.pauses.list(),
    proceed: (pause, answer) => execution.pauses.proceed(pause, answer),
    interrupt: () => execution.interrupt(),
    pause: (error, goesOn) => execution.pause(error, goesOn),
  };
}

/** Ends the run when it takes longer than its flow allows (R13); the returned function takes that back. */
function limitTime<Services>({ flow, clock }: RunRequest<Services>, execution: Execution): () => void {
  const seconds = flow.settings?.timeoutSeconds;
  if (typeof seconds !== 'number' || !(seconds > 0)) return () => undefined;
  return clock.schedule(seconds * 1_000, () => execution.fail(new MillraceError('RUN_TIMEOUT', { seconds })));
}

async function execute<Services>(request: RunRequest<Services>, execution: Execution): Promise<RunResult> {
  const plan = await planRun(request);
  const breakpoints = compileBreakpoints(request);
  const running = plan.steps.map((planned) => new RunningStep(execution, planned));
  const { runners, failures } = planWrites(
    request.planning,
    plan.steps,
    running,
    await prepareSteps(request, plan, execution, running),
  );
  const refused = failures.find(({ error }) => error.exitCode === 2);
  if (refused && !execution.stopped) {
    await abandonRunners(running, runners);
    throw refused.error;
  }
  execution.log.tell({ type: 'run.started', header: runHeader(request, plan, execution.startedAt) });
  for (const { error, step } of failures) execution.fail(error, step.step.id);
  const stages = execution.stopped ? [] : assemble(plan, execution, running, runners, breakpoints);
  await Promise.all(stages.map((stage) => stage.run()));
  await finishRun(request.flow, execution, running, runners, stages);
  await request.recorder.flush();
  const state = execution.log.state();
  if (!state) throw new MillraceError('UNKNOWN_ERROR', { detail: 'a run ended without having begun' });
  return { state, output: execution.keeper.output() };
}
