import type { Catalog } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowRun, startRun } from '../../engine/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CalledRun, FlowCall } from '../../ports/flow-calls.ts';
import type { RunMoment } from '../../ports/planning.ts';
import type { Random } from '../../ports/random.ts';
import type { RunRecorder } from '../../ports/run.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store, StoredWrite } from '../../storage/index.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import type { FlowFinder, FoundFlow } from './find-called-flow.ts';
import { type CallingRun, callsThrough, requestOf, resultOf } from './flow-calls.ts';
import { createPlanKeeper } from './plan-keeper.ts';
import { createPlanSteps } from './plan-steps.ts';
import { checkRun } from './run-checks.ts';
import { neverStopping, type RunDocumentRequest } from './run-request.ts';
import { createSharedBreakers } from './shared-breakers.ts';
import { type RunPlanning, withholding } from './write-plans.ts';

type Parts = {
  store: Store;
  clock: Clock;
  random: Random;
  catalog(): Promise<Catalog>;
  steps: StepSupply;
  find: FlowFinder;
  openSpill(): Spill;
};

/**
 * Makes a dry run of which nothing is kept, with all that it calls. `writes` is what it would write; rejects with what
 * the run failed with, and with PLAN_NOT_APPLICABLE when it was stopped. Throws what keeps it from beginning.
 */
export async function planAgain(
  parts: Parts,
  request: RunDocumentRequest,
  moment: RunMoment,
): Promise<{ run: FlowRun; writes: Promise<StoredWrite[]> }> {
  const found: StoredWrite[] = [];
  const steps = createPlanSteps(request);
  const keeper = createPlanKeeper('full', steps, (writes) => void found.push(...writes));
  const run = await runSilently(parts, request, withholding(steps, keeper, moment));
  return { run, writes: finish(run, keeper.flush, found) };
}

async function runSilently(parts: Parts, request: RunDocumentRequest, planning: RunPlanning): Promise<FlowRun> {
  const { store, clock, random, catalog, steps, find, openSpill } = parts;
  const { document, bindings, baseFolder, revision, calledBy } = request;
  const { part } = await checkRun(store, await catalog(), { ...request, dryRun: true });
  const runId = random.uuid();
  const calling: CallingRun = {
    runId,
    flow: { id: document.id, name: document.name },
    chain: calledBy?.chain ?? [],
    bindings,
    baseFolder,
    retention: 'none',
    durable: false,
    dryRun: true,
  };
  const call = async (called: FoundFlow, asked: FlowCall): Promise<CalledRun> => {
    const { openness, signal, step, place } = asked;
    const childRequest = { ...requestOf(calling, called, asked, 0), signal };
    const within = openness && planning.within({ ...childRequest, step, place, openness });
    if (!within) throw new MillraceError('UNKNOWN_ERROR', { detail: 'a flow was called outside of the plan' });
    const child = await runSilently(parts, childRequest, within);
    const result = await child.result;
    signal.throwIfAborted();
    return resultOf(called.document, 0, result);
  };
  const run: FlowRun = startRun({
    runId,
    flow: document,
    revision,
    parameters: request.parameters ?? {},
    ...(request.trigger ? { trigger: request.trigger } : {}),
    ...(request.input ? { triggerRecords: request.input } : {}),
    ...part,
    breakpoints: neverStopping(part.breakpoints),
    retention: 'none',
    durable: false,
    definitions: steps.find,
    services: steps.lend({
      bindings,
      baseFolder,
      flowId: document.id,
      ...planning.lent,
      overBudget: (_, error) => run.pause(error, false),
      flowCalls: callsThrough(find, calling, { call }),
    }),
    recorder: silent,
    journal: store.journal,
    breakerFor: createSharedBreakers(store, clock).of(bindings),
    openSpill,
    clock,
    random,
    ...planning.engine,
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return run;
}

async function finish(run: FlowRun, flush: () => void, found: StoredWrite[]): Promise<StoredWrite[]> {
  const { state } = await run.result;
  if (state.error && state.status !== 'partly_succeeded') throw MillraceError.from(state.error);
  flush();
  return found;
}

/** Keeps nothing: the run is only looked at for its plan. */
const silent: RunRecorder = {
  event: () => undefined,
  records: () => undefined,
  arrivals: () => undefined,
  departures: () => undefined,
  flush: async () => undefined,
};
