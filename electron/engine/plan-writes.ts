import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { WritePlanning } from '../ports/planning.ts';
import type { MapRunner, StepRunner } from '../ports/step.ts';
import type { PlannedRunner } from './given-stage.ts';
import { guardBatch, guardMap } from './guarded-step.ts';
import { OpenSteps } from './open-steps.ts';
import type { PlannedStep } from './plan.ts';
import type { Prepared, PrepareFailure } from './prepare.ts';
import type { RunningStep } from './running-step.ts';
import { withholdBatch, withholdMap } from './withheld-step.ts';

/**
 * Makes the writing steps of a run keep to its planning: in a dry run they plan instead of writing, in the application
 * of a plan they ask before each write. A step that writes and can’t say what it would do is a failure of the
 * preparation, so that nothing of the run begins. Without planning everything stays as it is.
 */
export function planWrites(
  planning: WritePlanning | undefined,
  steps: readonly PlannedStep[],
  running: readonly RunningStep[],
  prepared: Prepared,
): Prepared {
  if (!planning) return prepared;
  const failures: PrepareFailure[] = [...prepared.failures];
  const open = new OpenSteps(steps, planning.openness);
  const runners = steps.map((step, index): PlannedRunner | undefined => {
    const runner = prepared.runners[index];
    const own = running[index];
    if (!runner || !own || runner.shape === 'given') return runner;
    if (runner.shape === 'map' && !runner.pure && runner.plansItself) return lettingPlan(runner, own, planning, open);
    if (!writes(step, runner)) {
      const waits = runner.shape === 'map' && !runner.pure && runner.waits === true;
      return waits && 'withhold' in planning ? { ...runner, run: async () => ({}) } : runner;
    }
    if (step.manifest?.adds) open.open(step);
    const made = planned(runner, own, planning, () => open.has(step));
    if (!made) failures.push({ step, error: new MillraceError('DRY_RUN_IMPOSSIBLE', { step: step.step.name }) });
    return made;
  });
  return { runners, failures };
}

/** A step whose calls plan themselves: they are told what they are given, and tell what they give. */
function lettingPlan(runner: MapRunner, own: RunningStep, planning: WritePlanning, open: OpenSteps): MapRunner {
  if ('withhold' in planning) {
    own.narrowEffect('read');
    // A second try would plan a second time what the first has planned.
    own.attempts = 1;
  }
  return {
    ...runner,
    // One after another, so that what they store for each other is the same in the plan and whenever it is applied.
    concurrency: 1,
    async run(record, call) {
      const openness = { open: open.has(own.planned), opened: () => open.open(own.planned) };
      try {
        return await runner.run(record, { ...call, openness });
      } catch (thrown) {
        // A write that isn't in the plan ends it all, whatever this step does with failed records.
        if ('guard' in planning && planning.guard.refused()) own.failRun(toMillraceError(thrown));
        throw thrown;
      }
    },
  };
}

function planned(
  runner: StepRunner,
  step: RunningStep,
  planning: WritePlanning,
  isOpen: () => boolean,
): StepRunner | undefined {
  if (runner.shape !== 'batch' && (runner.shape !== 'map' || runner.pure)) return undefined;
  const { plan } = runner;
  if (!plan) return undefined;
  const planner = plan.bind(runner);
  if ('withhold' in planning) {
    // Nothing goes out, so it is tried again like a step that only reads.
    step.narrowEffect('read');
    return runner.shape === 'map'
      ? withholdMap(runner, planner, step, planning.withhold)
      : withholdBatch(runner, planner, step, planning.withhold);
  }
  return runner.shape === 'map'
    ? guardMap(runner, planner, step, planning.guard, isOpen)
    : guardBatch(runner, planner, step, planning.guard, isOpen);
}

/** A step of which it isn’t certain that it only reads or computes. */
function writes({ manifest, step }: PlannedStep, runner: StepRunner): boolean {
  if (step.disabled || runner.shape === 'collect') return false;
  const narrowed = runner.shape === 'map' && !runner.pure ? runner.effect : undefined;
  const effect = narrowed ?? manifest?.effect;
  return effect !== 'none' && effect !== 'read';
}
