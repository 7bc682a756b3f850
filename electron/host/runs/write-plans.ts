import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunMoment } from '../../ports/planning.ts';
import type { RunRequest } from '../../ports/run.ts';
import type { Store } from '../../storage/index.ts';
import { type CallPolicy, withholdWrites } from '../gateway/policy.ts';
import type { ForeseenValues } from '../steps/object-store.ts';
import { toKept } from './kept-request.ts';
import { createPlanGuard } from './plan-guard.ts';
import { createPlanKeeper } from './plan-keeper.ts';
import type { RunDocumentRequest } from './run-request.ts';

/** How one run treats its writes: for the engine, for the gateway, and what is to be done when it is over. */
export type RunPlanning = {
  engine: Pick<RunRequest, 'planning' | 'moment'>;
  /** What the host lends its steps. */
  lent: { policy?: CallPolicy; foreseen?: ForeseenValues };
  /** The run has ended: nothing more will be planned. To be called before anybody hears of it. */
  ended(): void;
  /** The run’s history is written. */
  recorded(): void;
};

const nothing = (): void => undefined;

/**
 * The planning of a run: a dry run's plan is kept, an applied plan guards its run, and every other run writes as it
 * likes. Throws PLAN_NOT_APPLICABLE when the plan isn't there any more.
 */
export function planningOf(
  { plans }: Pick<Store, 'plans'>,
  clock: Pick<Clock, 'now'>,
  runId: string,
  request: RunDocumentRequest,
): RunPlanning {
  const { document, applies } = request;
  if (request.dryRun) {
    const now = clock.now();
    const moment: RunMoment = { runId, startedAt: new Date(now).toISOString(), now };
    plans.begin(runId, toKept(request), { ...moment });
    const retention = request.retention ?? document.settings?.retention ?? 'full';
    const keeper = createPlanKeeper(retention, (writes, withheld) => plans.add(runId, writes, withheld));
    return {
      engine: { planning: { withhold: keeper }, moment },
      lent: { policy: withholdWrites, foreseen: new Map() },
      ended: keeper.flush,
      recorded: () => plans.finish(runId),
    };
  }
  if (applies === undefined) return { engine: {}, lent: {}, ended: nothing, recorded: nothing };
  const plan = plans.read(applies);
  if (!plan) throw new MillraceError('PLAN_NOT_APPLICABLE', { detail: 'it was removed.' });
  const nameOf = (step: string): string => document.steps.find(({ id }) => id === step)?.name ?? step;
  const { guard, policy } = createPlanGuard(plans.writes(applies), nameOf);
  const moment = momentOf(plan.moment);
  return {
    engine: { planning: { guard, planOf: applies }, moment },
    lent: { policy },
    ended: nothing,
    recorded: nothing,
  };
}

/** The moment that a plan's expressions saw. */
export function momentOf({ runId, startedAt, now }: JsonObject): RunMoment {
  return { runId: String(runId), startedAt: String(startedAt), now: Number(now) };
}
