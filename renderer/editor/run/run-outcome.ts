import { explainRun, type RunFailure } from '../../../shared/failures/index.ts';
import type { FlowDocument } from '../../../shared/flow/document.ts';
import type { RunState, StepState } from '../../../shared/run/state.ts';
import { recordsOut } from '../../canvas/describe-step.ts';
import { formatCount } from '../../format/count.ts';
import { formatDuration } from '../../format/time.ts';

/** What to tell when a run has ended: a toast when all went well, else a banner with the step to show. */
export type RunOutcome =
  | { kind: 'toast'; text: string; announcement: string; showsPlan?: true }
  | {
      kind: 'banner';
      tone: 'error' | 'warn' | 'info';
      text: string;
      step: string | undefined;
      announcement: string;
      failure?: RunFailure;
    };

/** The outcome of a finished run, in words. */
export function describeOutcome(state: RunState, document: FlowDocument): RunOutcome {
  const steps = Object.values(state.steps);
  const good = steps.filter(({ status }) => status === 'succeeded').length;
  const announcement = `Run finished, ${good} of ${steps.length} steps succeeded.`;
  const time = state.durationMs === undefined ? '' : ` in ${formatDuration(state.durationMs)}`;
  const named = (id: string) => state.header.steps.find((step) => step.id === id)?.name ?? id;
  if (state.status === 'failed') {
    const failures = explainRun(state);
    const failure = failures.find(({ step }) => step && state.steps[step]?.status === 'failed') ?? failures[0];
    const cause = failure ? tell(failure) : (state.message ?? 'The run failed.');
    const text =
      failure?.step === undefined ? `Run failed: ${cause}` : `Run failed at “${named(failure.step)}”: ${cause}`;
    return {
      kind: 'banner',
      tone: 'error',
      text,
      step: failure?.step,
      announcement: text,
      ...(failure ? { failure } : {}),
    };
  }
  if (state.status === 'partly_succeeded') {
    const failed = steps.find((step) => step.failed > 0);
    const failure = explainRun(state).find(({ step }) => step === failed?.id);
    const where = failed ? ` at “${named(failed.id)}”` : '';
    const text = `Run finished, but ${formatCount(failed?.failed ?? 0, 'record')} failed${where}${failure ? `: ${tell(failure)}` : '.'}`;
    return {
      kind: 'banner',
      tone: 'warn',
      text,
      step: failed?.id,
      announcement: text,
      ...(failure ? { failure } : {}),
    };
  }
  if (state.status === 'cancelled' || state.status === 'interrupted') {
    const failure = explainRun(state).find(({ step }) => step === undefined);
    const pause = failure ? `Run paused: ${tell(failure)}` : (state.message ?? 'Run interrupted.');
    const text = state.status === 'cancelled' ? 'Run stopped. Records already handled stay as they are.' : pause;
    return {
      kind: 'banner',
      tone: failure && state.status === 'interrupted' ? 'warn' : 'info',
      text,
      step: undefined,
      announcement: text,
      ...(failure ? { failure } : {}),
    };
  }
  if (state.header.dryRun) {
    const text = 'Dry run finished. Nothing was written.';
    return { kind: 'toast', text, announcement: text, showsPlan: true };
  }
  const last = lastSteps(state, document);
  const count = last.reduce((sum, step) => sum + (recordsOut(step) || step.in), 0);
  const text = state.message
    ? `Run finished: ${state.message}`
    : `Run finished: ${formatCount(count, 'record')}${time}`;
  return { kind: 'toast', text, announcement };
}

function tell({ title, cause, done }: RunFailure): string {
  return [`${title}.`, cause, done].filter(Boolean).join(' ');
}

function lastSteps(state: RunState, document: FlowDocument): StepState[] {
  // In a run of a part of the flow, the last steps are those behind which nothing ran.
  const ran = ({ to }: FlowDocument['edges'][number]) => state.steps[to] && state.steps[to].status !== 'skipped';
  const followed = new Set(document.edges.filter(ran).map(({ from }) => from));
  return Object.values(state.steps).filter(({ id, status }) => !followed.has(id) && status === 'succeeded');
}
