import type { StepManifest } from '../../shared/connector/manifest.ts';
import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { RunRequest } from '../ports/run.ts';
import type { PrepareContext, PureRunner, StepRunner } from '../ports/step.ts';
import type { Execution } from './execution.ts';
import { type PlannedRunner, prepareGiven } from './given-stage.ts';
import { guardCall } from './guard.ts';
import type { Plan, PlannedStep } from './plan.ts';
import type { RunningStep } from './running-step.ts';

/** A step that couldn't be made ready. */
export type PrepareFailure = { step: PlannedStep; error: MillraceError };

/** Runners by the place of their step in the plan; `failures` in the plan's order. */
export type Prepared = { runners: (PlannedRunner | undefined)[]; failures: PrepareFailure[] };

/** Makes every step of the plan ready, side by side. Never rejects: failures are given with their steps. */
export async function prepareSteps<Services>(
  request: RunRequest<Services>,
  plan: Plan<Services>,
  execution: Execution,
  running: RunningStep[],
): Promise<Prepared> {
  const failures: (PrepareFailure | undefined)[] = plan.steps.map(() => undefined);
  const parameterNames = (request.flow.parameters ?? []).map(({ name }) => name);
  execution.keepsMemberships = plan.steps.some(({ step, manifest }) => manifest?.gathers && !step.disabled);
  const { clock, origins } = execution;
  const keepsLineage = execution.keeper.keepsLineage || execution.keepsMemberships;
  const shared = { parameterNames, clock, keepsLineage, origins };
  const prepareOne = async (planned: PlannedStep): Promise<PlannedRunner | undefined> => {
    const { step, index } = planned;
    if (planned.work === 'given') return prepareGiven(planned, request);
    const definition = plan.definitions.get(step.type);
    const own = running[index];
    if (step.disabled || !definition || !own) return passingOn(planned);
    try {
      const { manifest } = definition;
      const called = () => own.tally.called();
      const { runId } = request;
      const services = await untilStopped(own, () =>
        request.services({ runId, step, manifest, signal: execution.signal, called }),
      );
      const context: PrepareContext<Services> = {
        ...shared,
        step,
        settings: step.settings ?? {},
        services,
        openSpill: () => execution.spill(step.id),
        endRun: (ending) => execution.end(ending, planned, plan.steps),
      };
      if (manifest.trigger && request.triggerRecords) context.triggerRecords = request.triggerRecords;
      if (manifest.trigger) for (const warning of request.triggerWarnings ?? []) own.tally.warned(warning);
      const prepared = definition.prepare(context);
      // Most steps are ready at once; a turn for each of them would be most of what a short run costs.
      const runner = prepared instanceof Promise ? await untilStopped(own, () => prepared) : prepared;
      if (runner.shape === 'map' && !runner.pure && runner.effect) own.narrowEffect(runner.effect);
      if (needsNoLimit(runner, manifest)) own.liftTimeout();
      return checkShape(planned, runner);
    } catch (thrown) {
      failures[index] = { step: planned, error: toMillraceError(thrown) };
      return undefined;
    }
  };
  const runners = await Promise.all(plan.steps.map(prepareOne));
  return { runners, failures: failures.filter((failure) => failure !== undefined) };
}

/** Waits for what makes a step ready, as long as the run isn't stopped (R14): it has limits of its own. */
function untilStopped<Result>(step: RunningStep, work: () => Promise<Result>): Promise<Result> {
  return guardCall(step, new AbortController(), work, Number.POSITIVE_INFINITY);
}

/** True for a step that waits for a time or computes, however long: nobody outside keeps it waiting. */
function needsNoLimit(runner: StepRunner, { pure }: StepManifest): boolean {
  if (runner.shape === 'collect') return pure;
  return runner.shape === 'map' && !runner.pure && (runner.unlimited === true || runner.waits === true);
}

/** What a disabled step does: hand every record on, unchanged. */
function passingOn({ ports, errorPort }: PlannedStep): PureRunner {
  // The error port stands last; nothing fails here that could leave by it.
  const leads = ports.length > 0 && errorPort !== 0;
  return {
    shape: 'map',
    pure: true,
    apply(record, _scope, emit) {
      if (leads) emit(0, record);
    },
  };
}

/** The plan was made from the manifest; a runner of another shape would be run wrongly. */
function checkShape({ work, step }: PlannedStep, runner: StepRunner): StepRunner {
  const made = runner.shape === 'map' && runner.pure ? 'pure' : runner.shape;
  if (made === work) return runner;
  throw new MillraceError('UNKNOWN_ERROR', { detail: `“${step.type}” declares itself as ${work} but runs as ${made}` });
}
