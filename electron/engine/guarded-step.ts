import { MillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { PlannedWrite } from '../../shared/run/plan.ts';
import type { PlanGuard } from '../ports/planning.ts';
import type { BatchRunner, CallContext, MapRunner, RecordOutcome } from '../ports/step.ts';
import type { RunningStep } from './running-step.ts';
import type { Planner } from './withheld-step.ts';

/** A step of an applied plan that takes one record at a time: it plans again, and writes only what is in the plan. */
export function guardMap(
  runner: MapRunner,
  plan: Planner,
  step: RunningStep,
  guard: PlanGuard,
  isOpen: () => boolean,
): MapRunner {
  return {
    ...runner,
    async run(record, call) {
      const [planned] = await plan([record], call);
      if (planned && 'error' in planned) return planned;
      const release = ask(step, guard, call.idempotencyKey(0), planned?.writes ?? [], isOpen());
      try {
        return await runner.run(record, call);
      } finally {
        release();
      }
    },
  };
}

/** The same for a step that takes many records in a call. Records that the plan fails aren’t sent. */
export function guardBatch(
  runner: BatchRunner,
  plan: Planner,
  step: RunningStep,
  guard: PlanGuard,
  isOpen: () => boolean,
): BatchRunner {
  const { finish, planFinish } = runner;
  return {
    ...runner,
    async run(records, call) {
      const plans = await plan(records, call);
      const outcomes: (RecordOutcome | undefined)[] = [];
      const sent: JsonObject[] = [];
      const indices: number[] = [];
      const releases: (() => void)[] = [];
      try {
        for (const [index, record] of records.entries()) {
          const planned = plans[index] ?? { writes: [] };
          outcomes.push('error' in planned ? planned : undefined);
          if ('error' in planned) continue;
          releases.push(ask(step, guard, call.idempotencyKey(index), planned.writes, isOpen()));
          indices.push(index);
          sent.push(record);
        }
        if (sent.length === 0) return outcomes.map((outcome) => outcome ?? {});
        const done = (await runner.run(sent, renumbered(call, indices))).values();
        return outcomes.map((outcome) => outcome ?? done.next().value ?? {});
      } finally {
        for (const release of releases) release();
      }
    },
    ...(finish
      ? {
          async finish(call: CallContext) {
            const writes = (await planFinish?.call(runner, call)) ?? [];
            const release = ask(step, guard, call.idempotencyKey(0), writes, isOpen());
            try {
              await finish.call(runner, call);
            } finally {
              release();
            }
          },
        }
      : {}),
  };
}

/** Throws, and stops the run, when one of the writes isn’t in the plan: no policy of the step may pass over that. */
function ask(
  step: RunningStep,
  guard: PlanGuard,
  key: string,
  writes: readonly PlannedWrite[],
  open: boolean,
): () => void {
  const permission = guard.permit(step.id, key, writes, open);
  if (!(permission instanceof MillraceError)) return permission.release;
  step.failRun(permission);
  throw permission;
}

/** The call as a part of its records sees it. */
function renumbered(call: CallContext, indices: readonly number[]): CallContext {
  return {
    signal: call.signal,
    attempt: call.attempt,
    idempotencyKey: (index) => call.idempotencyKey(indices[index] ?? index),
    scopeFor: (record) => call.scopeFor(record),
    warn: (warning) => call.warn(warning),
  };
}
