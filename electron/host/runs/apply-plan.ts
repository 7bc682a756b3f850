import type { PlanApplication, PlanPage } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { RunResult } from '../../ports/run.ts';
import type { Page, PlanNotes, Store, StoredWrite } from '../../storage/index.ts';
import { comparePlans } from './compare-plans.ts';
import { fromKept } from './kept-request.ts';
import type { RunDocumentRequest, Watching } from './run-request.ts';
import { momentOf } from './write-plans.ts';

/** What a run that applies a plan came to; `result` is absent where nothing was applied. */
export type AppliedPlan = PlanApplication & { result?: Promise<RunResult> };

/** Reads plans of dry runs and applies them. */
export type PlanService = {
  /** Throws NOT_FOUND for a run that isn't there, PLAN_NOT_APPLICABLE for one that planned nothing. */
  page(runId: string, page: Page): PlanPage;
  /** Plans once more; runs when that gives the same, else tells what moved. Throws PLAN_NOT_APPLICABLE, FLOW_PROBLEMS. */
  apply(runId: string, watching?: Watching): Promise<AppliedPlan>;
};

type Parts = {
  store: Pick<Store, 'plans' | 'runs'>;
  /** Makes a dry run of which nothing is kept, and gives what it would write. */
  planAgain(request: RunDocumentRequest, moment: ReturnType<typeof momentOf>): Promise<StoredWrite[]>;
  start(request: RunDocumentRequest): Promise<{ runId: string; result: Promise<RunResult> }>;
};

export function createPlanService({ store, planAgain, start }: Parts): PlanService {
  const read = (runId: string) => {
    const { summary, state } = store.runs.get(runId);
    const plan = store.plans.read(runId);
    if (plan && summary.calledBy) throw notApplicable('it is a part of the plan of the run that called it.');
    if (!plan) throw notApplicable('the run wasn’t a dry run.');
    return { plan, status: state.status, number: summary.number };
  };
  const obstacleOf = ({ plan, status }: ReturnType<typeof read>, kept: number): string | null => {
    const depending = plan.notes.unwritten.find(({ certain }) => certain);
    if (plan.appliedBy !== null) return 'it was applied already.';
    if (depending) return `“${depending.reader}” reads the file that “${depending.writer}” would write.`;
    if (status !== 'succeeded' && status !== 'partly_succeeded') return 'the dry run didn’t come to its end.';
    if (kept < plan.withheld) return `only the first ${kept} of its ${plan.withheld} writes were kept.`;
    return plan.withheld === 0 ? 'it holds no write.' : null;
  };
  return {
    page(runId, page) {
      const found = read(runId);
      const { writes, kept } = store.plans.page(runId, page);
      const { withheld: total, appliedBy, notes } = found.plan;
      return {
        writes: writes.map((write) => withOrigin(write, notes)),
        kept,
        total,
        counts: store.plans.counts(runId).map((count) => withOrigin(count, notes)),
        unwritten: notes.unwritten.map(({ reader, writer }) => ({ reader, writer })),
        obstacle: obstacleOf(found, kept),
        appliedBy,
      };
    },
    async apply(runId, watching) {
      const found = read(runId);
      const first = store.plans.writes(runId).map((write) => withOrigin(write, found.plan.notes));
      const obstacle = obstacleOf(found, first.length);
      if (obstacle !== null) throw notApplicable(obstacle);
      const request = fromKept(found.plan.request);
      const second = await planAgain({ ...request, ...watching }, momentOf(found.plan.moment));
      const { moved, movedTotal } = comparePlans(first, second);
      if (movedTotal > 0) return { runId: null, moved, movedTotal };
      const started = await start({ ...request, ...watching, applies: runId });
      return { runId: started.runId, moved, movedTotal, result: started.result };
    },
  };
}

function withOrigin<Found extends { step: string }>(found: Found, { origins }: PlanNotes): Found & HasOrigin {
  const calledIn = origins[found.step];
  return calledIn ? { ...found, calledIn } : found;
}

type HasOrigin = Pick<PlanPage['writes'][number], 'calledIn'>;

function notApplicable(detail: string): MillraceError {
  return new MillraceError('PLAN_NOT_APPLICABLE', { detail });
}
