import type { PlanKeeper } from '../ports/planning.ts';
import type { BatchRunner, CallContext, MapRunner, PlannedOutcome, RecordOutcome, Repeating } from '../ports/step.ts';
import type { RunningStep } from './running-step.ts';

export type Planner = NonNullable<Repeating['plan']>;

/** A step of a dry run that takes one record at a time: it plans what it would do. */
export function withholdMap(runner: MapRunner, plan: Planner, step: RunningStep, keeper: PlanKeeper): MapRunner {
  const take = keepPlans(step, keeper);
  return {
    shape: 'map',
    pure: false,
    concurrency: runner.concurrency,
    effect: 'read',
    async run(record, call) {
      const [outcome] = take(await plan([record], call), call);
      return outcome ?? {};
    },
  };
}

/** The same for a step that takes many records in a call. */
export function withholdBatch(runner: BatchRunner, plan: Planner, step: RunningStep, keeper: PlanKeeper): BatchRunner {
  const take = keepPlans(step, keeper);
  const { planFinish } = runner;
  return {
    shape: 'batch',
    size: runner.size,
    repeatable: true,
    run: async (records, call) => take(await plan(records, call), call),
    ...(planFinish ? { finish: async (call) => keeper.keep(step.id, 0, await planFinish.call(runner, call)) } : {}),
    ...(runner.abandon ? { abandon: () => runner.abandon?.() ?? Promise.resolve() } : {}),
  };
}

/** Keeps plans under the places of their records, and gives the outcomes that let the records go on. */
function keepPlans(step: RunningStep, keeper: PlanKeeper) {
  const failing = new Map<string, number>();
  let next = 0;
  return (plans: PlannedOutcome[], call: CallContext): RecordOutcome[] =>
    plans.map((planned, index) => {
      const key = call.idempotencyKey(index);
      const place = failing.get(key) ?? next++;
      if ('error' in planned) {
        if (planned.error.retryable) failing.set(key, place);
        return planned;
      }
      failing.delete(key);
      if (planned.writes.length > 0) keeper.keep(step.id, place, planned.writes);
      planned.foresee?.();
      return planned.adds === undefined ? {} : { adds: planned.adds };
    });
}
