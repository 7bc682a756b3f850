import type { RunState, StepState } from '../../shared/run/state.ts';

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
