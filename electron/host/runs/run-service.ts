import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store } from '../../storage/index.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import type { Changes } from '../changes.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { createPlanService } from './apply-plan.ts';
import { createFlowFinder } from './find-called-flow.ts';
import { createFlowCalls } from './flow-calls.ts';
import type { HistoryService } from './history-service.ts';
import { createRunLauncher } from './launch-run.ts';
import { createLiveRuns } from './live-runs.ts';
import { createPausedRuns } from './paused-runs.ts';
import { planAgain } from './plan-again.ts';
import { createRunReader } from './read-runs.ts';
import { createRunRemoval } from './remove-runs.ts';
import { createReruns } from './reruns.ts';
import { createRunResumption, type RunResumption } from './resume-runs.ts';
import type { RunService } from './run-service-type.ts';
import { createRunsUnderWay } from './runs-under-way.ts';
import { createRunStarts } from './start-runs.ts';

type Parts = {
  store: Store;
  clock: Clock;
  random: Random;
  changes: Changes;
  budgets: CallBudgets;
  catalog: () => Promise<Catalog>;
  steps: StepSupply;
  history: HistoryService;
  openFiles(baseFolder: string): Files;
  openSpill(): Spill;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
  log: Log;
};

/** Puts together all that is done with runs; each idea of it has a file of its own beside this one. */
export function createRunService(parts: Parts): RunService {
  const { store, clock, random, changes, budgets, catalog, steps, openFiles, openSpill, filesFolder, log } = parts;
  const live = createLiveRuns(clock);
  const underWay = createRunsUnderWay();
  const { detailsOf, ...reader } = createRunReader(store, live, underWay);
  const find = createFlowFinder({ store, openFiles, filesFolder });
  const callsOf = createFlowCalls({
    store,
    random,
    find,
    runs: {
      result: underWay.result,
      begin: (request) => starts.startDocument(request),
      goOn: async (runId) => (store.runs.has(runId) ? resumption.goOn(runId) : starts.startKept(runId)),
      stop: underWay.stop,
    },
  });
  const paused = createPausedRuns({
    store,
    budgets,
    clock,
    changes,
    log,
    resume: (runId) => resumption.resume(runId),
  });
  const launch = createRunLauncher({ ...parts, live, underWay, paused, callsOf });
  const starts = createRunStarts({ ...parts, launch, isUnderWay: underWay.has });
  const resumption: RunResumption = createRunResumption({ store, catalog, underWay, detailsOf, paused, launch, log });

  const plans = createPlanService({
    store,
    start: starts.startDocument,
    planAgain: async (request, moment) => {
      const again = await planAgain({ store, clock, random, catalog, steps, find, openSpill }, request, moment);
      underWay.add(again.run);
      underWay.waitFor(again.writes);
      const forget = (): void => underWay.remove(again.run.runId);
      again.writes.then(forget, forget);
      return again.writes;
    },
  });

  const reruns = createReruns({
    store,
    catalog,
    isUnderWay: underWay.has,
    start: starts.startDocument,
    filesFolder,
  });

  return {
    ...reader,
    ...starts,
    reruns,
    plans,
    ended: async (runId) => {
      await Promise.allSettled([underWay.result(runId)]);
    },
    resume: resumption.resume,
    resumeInterrupted: resumption.resumeInterrupted,
    goingOnThemselves: resumption.goingOnThemselves,
    paused: (runId) => {
      store.runs.get(runId);
      return underWay.get(runId)?.paused() ?? [];
    },
    proceed: (runId, pause, answer) => underWay.get(runId)?.proceed(pause, answer) ?? false,
    cancel: (runId) => {
      const run = underWay.get(runId);
      run?.cancel();
      return run !== undefined;
    },
    remove: createRunRemoval({ store, clock, changes, live, underWay }),
    close: async () => {
      paused.close();
      await underWay.close((runId) => store.runRequests.read(runId) !== undefined);
      budgets.flush();
    },
  };
}
