import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/document.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Openness, PlanGuard, PlanKeeper, RunMoment, WritePlanning } from '../../ports/planning.ts';
import type { RunRequest } from '../../ports/run.ts';
import type { PlanNotes, Store } from '../../storage/index.ts';
import { type CallPolicy, withholdWrites } from '../gateway/policy.ts';
import type { ForeseenValues } from '../steps/object-store.ts';
import { calledRunId } from './called-run-id.ts';
import { toKept } from './kept-request.ts';
import { createPlanGuard } from './plan-guard.ts';
import { createPlanKeeper } from './plan-keeper.ts';
import { createPlanSteps, type PlanSteps } from './plan-steps.ts';
import type { RunDocumentRequest } from './run-request.ts';
import { createUnwrittenReads, type UnwrittenRead, type UnwrittenReads } from './unwritten-reads.ts';

/** A call of a flow, as its run's planning sees it. `place`: of the record it is for, among those that the step got. */
export type PlannedCall = {
  step: string;
  place: number;
  document: FlowDocument;
  bindings: Readonly<Record<string, string>>;
  openness: Openness;
};

/** How one run treats its writes: for the engine, for the gateway, and what is to be done when it is over. */
export type RunPlanning = {
  engine: Pick<RunRequest, 'planning' | 'moment'>;
  /** What the host lends its steps. */
  lent: { policy?: CallPolicy; foreseen?: ForeseenValues };
  /** The planning of a run that this one calls: what it writes is a part of this one's plan. */
  within(call: PlannedCall): RunPlanning;
  /** The run has ended: nothing more will be planned. To be called before anybody hears of it. */
  ended(): void;
  /** The run’s history is written. */
  recorded(): void;
};

const nothing = (): void => undefined;

const none: RunPlanning = { engine: {}, lent: {}, within: () => none, ended: nothing, recorded: nothing };

/**
 * The planning of a run that no other called: a dry run's plan is kept, an applied plan guards its run, and every other
 * run writes as it likes. Throws PLAN_NOT_APPLICABLE when the plan isn't there any more.
 */
export function planningOf(
  { plans, appliedWrites }: Pick<Store, 'plans' | 'appliedWrites'>,
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
    const steps = createPlanSteps(request);
    const origins: PlanNotes['origins'] = {};
    const keeper = createPlanKeeper(retention, steps, (writes, withheld) => {
      for (const { step, calledIn } of writes) if (calledIn) origins[step] = calledIn;
      plans.add(runId, writes, withheld);
    });
    const reads = createUnwrittenReads(steps);
    return {
      ...withholding(steps, keeper, moment, reads),
      ended() {
        keeper.flush();
        plans.note(runId, { origins, unwritten: reads.list().map((read) => nameSteps(read, steps)) });
      },
      recorded: () => plans.finish(runId),
    };
  }
  if (applies === undefined) return none;
  const plan = plans.read(applies);
  if (!plan) throw new MillraceError('PLAN_NOT_APPLICABLE', { detail: 'it was removed.' });
  const steps = createPlanSteps(request);
  const { guard, policy } = createPlanGuard(plans.writes(applies), steps.nameOf, {
    before: appliedWrites.list(runId),
    keep: (taken) => appliedWrites.keep(runId, taken),
  });
  const root: Root = {
    steps,
    moment: momentOf(plan.moment),
    planning: (prefix) => ({ guard: guardWithin(guard, prefix), planOf: applies }),
    lent: (prefix) => ({ policy: policyWithin(policy, prefix) }),
  };
  return planningAt(root, '', root.moment);
}

/** The planning of a dry run, with all that it calls, whose writes `keeper` takes down. `reads` hears of what it does. */
export function withholding(
  steps: PlanSteps,
  keeper: PlanKeeper,
  moment: RunMoment,
  reads: UnwrittenReads = createUnwrittenReads(steps),
): RunPlanning {
  const foreseen: ForeseenValues = new Map();
  const watched: PlanKeeper = {
    keep(step, place, writes) {
      reads.wrote(step, writes);
      keeper.keep(step, place, writes);
    },
  };
  const policy: CallPolicy = {
    decide(call) {
      const refusal = withholdWrites.decide(call);
      if (!refusal && call.purpose === 'work') reads.read(call);
      return refusal;
    },
  };
  const root: Root = {
    steps,
    moment,
    planning: (prefix, place) => ({ withhold: keeperWithin(watched, prefix, place) }),
    lent: (prefix) => ({ policy: policyWithin(policy, prefix), foreseen }),
  };
  return planningAt(root, '', moment);
}

function nameSteps({ reader, writer, certain }: UnwrittenRead, { nameOf }: PlanSteps): PlanNotes['unwritten'][number] {
  return { reader: nameOf(reader), writer: nameOf(writer), certain };
}

/** What the runs of one plan share. A prefix is what the paths of a run's steps begin with. */
type Root = {
  steps: PlanSteps;
  moment: RunMoment;
  planning(prefix: string, place: number | undefined): WritePlanning;
  lent(prefix: string): RunPlanning['lent'];
};

function planningAt(root: Root, prefix: string, moment: RunMoment, call?: PlannedCall): RunPlanning {
  const planning = root.planning(prefix, call?.place);
  return {
    engine: { planning: call ? { ...planning, openness: call.openness } : planning, moment },
    lent: root.lent(prefix),
    within(next) {
      const path = `${prefix}${next.step}/`;
      root.steps.note(path, next);
      // The same in the dry run, in its repetition and in the run that applies it.
      const runId = calledRunId(`${moment.runId}/${next.step}/${next.place}`);
      return planningAt(root, path, { ...moment, runId }, call ? { ...next, place: call.place } : next);
    },
    ended: nothing,
    recorded: nothing,
  };
}

/** A called run's writes stand at the place of the first caller's record. */
function keeperWithin(keeper: PlanKeeper, prefix: string, place: number | undefined): PlanKeeper {
  return { keep: (step, own, writes) => keeper.keep(`${prefix}${step}`, place ?? own, writes) };
}

function guardWithin(guard: PlanGuard, prefix: string): PlanGuard {
  return { ...guard, permit: (step, key, writes, open) => guard.permit(`${prefix}${step}`, key, writes, open) };
}

function policyWithin(policy: CallPolicy, prefix: string): CallPolicy {
  return { decide: (call) => policy.decide({ ...call, step: `${prefix}${call.step}` }) };
}

/** The moment that a plan's expressions saw. */
export function momentOf({ runId, startedAt, now }: JsonObject): RunMoment {
  return { runId: String(runId), startedAt: String(startedAt), now: Number(now) };
}
