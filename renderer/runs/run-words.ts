import type { RunSummary } from '../../shared/contract/index.ts';
import type { RunState, StepState } from '../../shared/run/state.ts';

const triggers: Record<string, string> = {
  manual: 'Run now',
  command: 'Command line',
  cli: 'Command line',
  schedule: 'Schedule',
  webhook: 'Webhook',
  watch_folder: 'Watched folder',
};

/** What started a run, in people's words: its trigger, or the flow that called it. */
export function startedBy({ trigger, calledBy }: Pick<RunSummary, 'trigger' | 'calledBy'>): string {
  return calledBy ? 'Another flow' : (triggers[trigger] ?? trigger);
}

/** All records that left a step, over all its ports. */
export function recordsOut(step: StepState): number {
  return Object.values(step.out).reduce((sum, count) => sum + count, 0);
}

/** The step to show first: the one that failed, else one whose records failed, else the last that gave records. */
export function mostTellingStep(state: RunState): string | undefined {
  const steps = state.header.steps.map(({ id }) => state.steps[id]).filter((step) => step !== undefined);
  const failed = steps.find((step) => step.status === 'failed') ?? steps.find((step) => step.failed > 0);
  const withRecords = steps.findLast((step) => recordsOut(step) > 0);
  return (failed ?? withRecords ?? steps[0])?.id;
}

/** True when a run has come to its end. */
export function isFinished(state: RunState): boolean {
  return !['queued', 'running', 'waiting'].includes(state.status);
}
