import type { RunState, StepState } from '../run/state.ts';
import { accountOf, accountOfRun } from './account.ts';
import { explainFailure } from './explain-failure.ts';
import type { FailureExplanation } from './failure.ts';

/** What failed in a run: at a step, or nowhere in particular. */
export type RunFailure = FailureExplanation & { step?: string };

/**
 * The failures of a run, one for each step that has any, in the order of the steps: the step's own error, else that of
 * its first failed record. Where no step failed, what ended the run. Empty for a run in which all went well.
 */
export function explainRun(state: RunState): RunFailure[] {
  const failures = state.header.steps.flatMap((header): RunFailure[] => {
    const step = state.steps[header.id];
    const error = step && errorOf(step);
    if (!step || !error) return [];
    const done = accountOf(state, header.id);
    // Where a failure stopped the run, others were still to come: running only the failed ones would leave those out.
    const failed = step.failures.some(({ disposition }) => disposition === 'stop') ? 0 : step.failed;
    return [{ step: header.id, ...explainFailure(error, { step: header, done, failed }) }];
  });
  if (failures.length > 0 || !state.error) return failures;
  return [explainFailure(state.error, { done: accountOfRun(state) })];
}

function errorOf({ error, failures }: StepState) {
  return error ?? failures[0]?.error;
}
