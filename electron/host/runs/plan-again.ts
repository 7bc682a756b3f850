import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowRun, startRun } from '../../engine/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunMoment } from '../../ports/planning.ts';
import type { Random } from '../../ports/random.ts';
import type { RunRecorder } from '../../ports/run.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store, StoredWrite } from '../../storage/index.ts';
import { withholdWrites } from '../gateway/policy.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { noFlowCalls } from './flow-calls.ts';
import { createPlanKeeper } from './plan-keeper.ts';
import type { CheckedRun } from './run-checks.ts';
import type { RunDocumentRequest } from './run-request.ts';
import { createSharedBreakers } from './shared-breakers.ts';

type Parts = {
  store: Pick<Store, 'connections' | 'journal'>;
  clock: Clock;
  random: Random;
  steps: StepSupply;
  openSpill(): Spill;
};

/**
 * Makes a dry run of which nothing is kept. `writes` is what it would write; rejects with what the run failed with, and
 * with PLAN_NOT_APPLICABLE when it was stopped.
 */
export function planAgain(
  { store, clock, random, steps, openSpill }: Parts,
  request: RunDocumentRequest & Pick<CheckedRun, 'part'>,
  moment: RunMoment,
): { run: FlowRun; writes: Promise<StoredWrite[]> } {
  const { document, bindings, baseFolder, revision } = request;
  const found: StoredWrite[] = [];
  const keeper = createPlanKeeper('full', (writes) => void found.push(...writes));
  const run: FlowRun = startRun({
    runId: random.uuid(),
    flow: document,
    revision,
    parameters: request.parameters ?? {},
    ...(request.trigger ? { trigger: request.trigger } : {}),
    ...(request.input ? { triggerRecords: request.input } : {}),
    ...request.part,
    retention: 'none',
    durable: false,
    definitions: steps.find,
    services: steps.lend({
      bindings,
      baseFolder,
      flowId: document.id,
      policy: withholdWrites,
      foreseen: new Map(),
      overBudget: (_, error) => run.pause(error, false),
      flowCalls: noFlowCalls,
    }),
    recorder: silent,
    journal: store.journal,
    breakerFor: createSharedBreakers(store, clock).of(bindings),
    openSpill,
    clock,
    random,
    planning: { withhold: keeper },
    moment,
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return { run, writes: finish(run, keeper.flush, found) };
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
