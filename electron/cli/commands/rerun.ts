import type { RerunRequest } from '../../../shared/contract/index.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { Command } from '../context.ts';
import { findRun } from '../input/find-run.ts';
import { findRunStep } from '../input/find-run-step.ts';
import { createProgress } from '../output/progress.ts';
import { exitCodeOf } from '../output/run-document.ts';
import { printRun } from '../output/run-summary.ts';

/** What `millrace rerun` takes besides the common options. */
export type RerunInput = { name: string; current?: boolean; from?: string; failuresOnly?: boolean };

/** What `--from` takes to begin with the trigger's data; a step of that name is reached by its id. */
const START = 'start';

/** `millrace rerun RUN`: tries a run again as a new one, and tells how it went. */
export const rerun: Command<RerunInput> = async (context, input) => {
  const { terminal, openHost } = context;
  const { runs } = (await openHost()).services;
  const { runId } = findRun(runs, input.name);
  const request: RerunRequest = {
    runId,
    version: input.current ? 'current' : 'same',
    from: readStart(runs.get(runId).state, input),
  };
  const progress = createProgress(terminal, () => performance.now());
  const { result } = await runs.reruns.rerun(request, {
    signal: terminal.signal,
    onEvent: progress.event,
    neverStops: true,
  });
  const ended = await result;
  progress.finish();
  printRun(context, ended, runs.get(ended.state.header.runId).resumable);
  return exitCodeOf(ended.state.status);
};

function readStart(state: RunState, { from, failuresOnly }: RerunInput): RerunRequest['from'] {
  const step = from === undefined || (from === START && !failuresOnly) ? undefined : findRunStep(state, from);
  if (failuresOnly) return { kind: 'failures', step };
  if (from === undefined) return { kind: 'failed' };
  return step === undefined || isTrigger(state, step) ? { kind: 'start' } : { kind: 'step', step };
}

function isTrigger({ header }: RunState, stepId: string): boolean {
  return header.steps.some(({ id, type }) => id === stepId && type === header.trigger);
}
