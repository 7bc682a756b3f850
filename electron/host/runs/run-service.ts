import type { Catalog } from '../../../shared/connector/manifest.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Breakpoint } from '../../../shared/run/breakpoint.ts';
import type { RunHeader } from '../../../shared/run/events.ts';
import { type FlowRun, startRun } from '../../engine/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { ResumedRun, RunResult } from '../../ports/run.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store } from '../../storage/index.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import type { Changes } from '../changes.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { createPlanService } from './apply-plan.ts';
import { carryOver } from './carry-over.ts';
import { createFlowFinder } from './find-called-flow.ts';
import { createFlowCalls, hasSucceeded, outcomeOf } from './flow-calls.ts';
import type { HistoryService } from './history-service.ts';
import { fromKept, toKept } from './kept-request.ts';
import { createLiveRuns } from './live-runs.ts';
import { nameConnections } from './name-connections.ts';
import { createPausedRuns } from './paused-runs.ts';
import { planAgain } from './plan-again.ts';
import { createReruns } from './reruns.ts';
import { type CheckedRun, checkRun } from './run-checks.ts';
import type { RunDocumentRequest } from './run-request.ts';
import type { RunDetails, RunService } from './run-service-type.ts';
import { createSharedBreakers } from './shared-breakers.ts';
import { tee } from './tee-recorder.ts';
import { planningOf } from './write-plans.ts';

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

export function createRunService({
  store,
  clock,
  random,
  changes,
  budgets,
  catalog,
  steps,
  history,
  filesFolder,
  log,
  openFiles,
  openSpill,
}: Parts): RunService {
  const live = createLiveRuns(clock);
  const breakers = createSharedBreakers(store, clock);
  const underWay = new Map<string, FlowRun>();
  const endings = new Set<Promise<unknown>>();
  const results = new Map<string, Promise<RunResult>>();
  const overBudgets = new Map<string, OverBudget>();
  let closing = false;
  const callsOf = createFlowCalls({
    store,
    random,
    find: createFlowFinder({ store, openFiles, filesFolder }),
    runs: {
      result: (runId) => results.get(runId),
      begin: (request) => startDocument(request),
      goOn: async (runId) => (store.runs.has(runId) ? goOn(runId) : startKept(runId)),
      stop: (runId) => (closing ? underWay.get(runId)?.interrupt() : underWay.get(runId)?.cancel()),
    },
  });

  const startDocument: RunService['startDocument'] = async (asked) => {
    const { document } = asked;
    const request: RunDocumentRequest = history.settings().keepsRecords ? asked : { ...asked, retention: 'none' };
    const checked = await checkRun(store, await catalog(), request);
    const { scope = request.scope } = checked.part;
    const runId = request.runId ?? random.uuid();
    const durable = !request.dryRun && (request.durable ?? document.settings?.durable ?? true);
    if (request.applies !== undefined && !store.plans.claim(request.applies, runId)) {
      throw new MillraceError('PLAN_NOT_APPLICABLE', { detail: 'it was applied already.' });
    }
    const kept = toKept({ ...request, scope });
    if (request.calledBy) store.calledRuns.begin(runId, request.calledBy, durable ? kept : undefined);
    else if (durable) store.runRequests.keep(runId, kept);
    try {
      if (request.continues) {
        const { entries } = carryOver(store.journal.read(request.continues.runId), runId);
        await store.journal.append(entries);
      }
      return await start(runId, { ...request, durable }, checked);
    } catch (thrown) {
      // Nothing ran, so nothing can go on.
      store.runRequests.remove(runId);
      store.journal.remove(runId);
      if (request.calledBy) store.calledRuns.forget(runId);
      if (request.dryRun) store.plans.remove(runId);
      if (request.applies !== undefined) store.plans.unclaim(request.applies);
      throw thrown;
    }
  };

  const startKept: RunService['startKept'] = async (runId) => {
    const kept = store.runRequests.read(runId);
    if (!kept) throw notResumable('nothing is kept of what it has to do.');
    const request = fromKept(kept.request);
    const checked = await checkRun(store, await catalog(), request);
    const durable = request.document.settings?.durable ?? true;
    const started = await start(runId, { ...request, durable }, checked);
    if (!durable) store.runRequests.remove(runId);
    return started;
  };

  const resume: RunService['resume'] = async (runId, watching) => {
    const { summary } = withLiveState(store.runs.get(runId));
    const kept = store.runRequests.read(runId);
    if (underWay.has(runId)) throw notResumable('it is under way.');
    if (!kept || summary.status === 'succeeded') throw notResumable('nothing is kept of what it has to do.');
    return goOn(runId, watching);
  };

  const goOn: RunService['resume'] = async (runId, watching) => {
    const { state } = withLiveState(store.runs.get(runId));
    const kept = store.runRequests.read(runId);
    if (!kept) throw notResumable('nothing is kept of what it has to do.');
    const request = fromKept(kept.request);
    const checked = await checkRun(store, await catalog(), request);
    paused.end(runId);
    const attempt = store.runRequests.countAttempt(runId);
    const entries = store.journal.read(runId);
    const resumed = { attempt, startedAt: state.header.startedAt, entries, lastSeq: state.lastSeq };
    return start(runId, { ...request, durable: true, ...watching }, checked, resumed);
  };

  const start = async (
    runId: string,
    request: RunDocumentRequest & { durable: boolean },
    { part, countedSteps }: CheckedRun,
    resumed?: ResumedRun,
  ) => {
    const { document, bindings, revision, durable } = request;
    const retention = request.retention ?? document.settings?.retention ?? 'full';
    const planning = planningOf(store, clock, runId, { ...request, ...(part.scope ? { scope: part.scope } : {}) });
    const begun = Promise.withResolvers<void>();
    const recorder = tee(store.createRunRecorder({ countedSteps }), (event) => {
      if (event.type === 'run.finished') planning.ended();
      live.push(runId, event);
      request.onEvent?.(event);
      if (event.type === 'run.started') {
        begun.resolve();
        changes.publish({ type: 'runs.changed', runId, flowId: document.id, status: 'running' });
      }
    });
    // A called run stops with the run that called it, which lets it go on later.
    const callerOverBudget = request.calledBy && overBudgets.get(request.calledBy.runId);
    const overBudget: OverBudget = (connectionId, error) => {
      if (callerOverBudget) {
        run.pause(error, durable);
        callerOverBudget(connectionId, error);
      } else paused.pause(run, durable, connectionId, error);
    };
    overBudgets.set(runId, overBudget);
    const run: FlowRun = startRun({
      runId,
      flow: document,
      revision,
      parameters: request.parameters ?? {},
      ...(request.trigger ? { trigger: request.trigger } : {}),
      ...(request.input ? { triggerRecords: request.input } : {}),
      ...part,
      ...(request.neverStops ? { breakpoints: neverStopping(part.breakpoints) } : {}),
      ...(request.retryOf ? { cameOf: { ...request.retryOf, as: 'retry' } } : {}),
      ...(request.continues ? { keysOf: request.continues.keysOf, earlier: store.journal.read(runId) } : {}),
      retention,
      durable,
      definitions: steps.find,
      connections: nameConnections(store, bindings),
      services: steps.lend({
        bindings,
        baseFolder: request.baseFolder,
        flowId: document.id,
        ...(planning.policy ? { policy: planning.policy } : {}),
        overBudget,
        flowCalls: callsOf({
          runId,
          flow: { id: document.id, name: document.name },
          chain: request.calledBy?.chain ?? [],
          bindings,
          baseFolder: request.baseFolder,
          retention,
          durable,
        }),
      }),
      ...(request.calledBy ? { calledBy: headerOf(request.calledBy) } : {}),
      ...planning.engine,
      recorder,
      journal: store.journal,
      breakerFor: breakers.of(bindings),
      openSpill,
      clock,
      random,
      ...(request.signal ? { signal: request.signal } : {}),
      ...(resumed ? { resume: resumed } : {}),
    });
    underWay.set(runId, run);
    const result = finish(runId, request, run).finally(planning.recorded);
    endings.add(result);
    results.set(runId, result);
    const forget = (): void => {
      endings.delete(result);
      overBudgets.delete(runId);
      if (results.get(runId) === result) results.delete(runId);
    };
    result.then(forget, forget);
    // Whoever gets the id may ask for the run at once, so it must be there; a run that can't begin throws here.
    await Promise.race([begun.promise, result]);
    return { runId, result };
  };

  const finish = async (
    runId: string,
    { document, calledBy, durable }: RunDocumentRequest,
    run: FlowRun,
  ): Promise<RunResult> => {
    try {
      const result = await run.result;
      // Before it is forgotten what it had to do: whoever called it may have to be told after a crash.
      if (calledBy && durable && hasSucceeded(result.state)) store.calledRuns.finish(runId, outcomeOf(result));
      if (result.state.status === 'succeeded') {
        store.journal.remove(runId);
        store.runRequests.remove(runId);
        store.calledRuns.settle(runId);
      } else store.runs.countJournal(runId);
      history.tidyAfter(document.id);
      return result;
    } finally {
      underWay.delete(runId);
      const status = live.state(runId)?.status ?? 'failed';
      changes.publish({ type: 'runs.changed', runId, flowId: document.id, status });
      changes.publish({ type: 'flows.changed', flowId: document.id });
    }
  };

  const paused = createPausedRuns({ store, budgets, clock, changes, log, resume });

  const withLiveState = ({ summary, state }: RunDetails): RunDetails => {
    const now = live.state(summary.runId);
    return now ? { summary: { ...summary, status: now.status }, state: now } : { summary, state };
  };

  const plans = createPlanService({
    store,
    start: startDocument,
    planAgain: async (request, moment) => {
      const { part } = await checkRun(store, await catalog(), request);
      const again = planAgain({ store, clock, random, steps, openSpill }, { ...request, part }, moment);
      underWay.set(again.run.runId, again.run);
      endings.add(again.writes);
      const forget = (): void => {
        underWay.delete(again.run.runId);
        endings.delete(again.writes);
      };
      again.writes.then(forget, forget);
      return again.writes;
    },
  });

  const reruns = createReruns({
    store,
    catalog,
    isUnderWay: (runId) => underWay.has(runId),
    start: startDocument,
    filesFolder,
  });

  return {
    startDocument,
    reruns,
    plans,
    startKept,
    ended: async (runId) => {
      await Promise.allSettled([results.get(runId)]);
    },
    resume,
    resumeInterrupted: async (which = 'all') => {
      const going: string[] = [];
      paused.watch();
      for (const runId of store.runRequests.interrupted()) {
        const kept = store.runRequests.read(runId);
        if (!kept || kept.attempts >= MOST_ATTEMPTS || paused.waits(runId)) continue;
        try {
          if (which !== 'all' && Object.keys(fromKept(kept.request).bindings).length > 0) continue;
          const { result } = await resume(runId);
          // The run tells its own failure through its events; nobody waits for this promise.
          result.catch(() => undefined);
          going.push(runId);
        } catch (thrown) {
          log.warn('An interrupted run can’t go on', { runId, detail: toMillraceError(thrown).message });
        }
      }
      return going;
    },
    startStored: async ({ flowId, parameters, input, ...part }) => {
      const { document, bindings, revision } = store.flows.get(flowId);
      const { runId, result } = await startDocument({
        document: { ...document, id: flowId },
        revision,
        bindings,
        ...(parameters ? { parameters } : {}),
        ...(input ? { input } : {}),
        ...part,
        baseFolder: filesFolder,
      });
      // The run tells its own failure through its events; nobody waits for this promise.
      result.catch(() => undefined);
      return { runId };
    },
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
    list: (page) => store.runs.list(page),
    get: (runId) => {
      const details = withLiveState(store.runs.get(runId));
      const ended = !underWay.has(runId) && details.summary.status !== 'succeeded';
      return { ...details, resumable: ended && store.runRequests.read(runId) !== undefined };
    },
    findByNumber: (number) => store.runs.find(number),
    latest: (flowId) => {
      const latest = store.runs.latest(flowId);
      return latest ? withLiveState(latest) : null;
    },
    records: ({ runId, step, port, ...page }) => store.runs.records(runId, step, port, page),
    failures: ({ runId, step, ...page }) => store.runs.failures(runId, step, page),
    remove: (runId) => {
      const { flowId } = store.runs.get(runId).summary;
      if (underWay.has(runId)) throw new MillraceError('RUN_UNDER_WAY');
      store.runs.remove(runId);
      live.forget(runId);
      changes.publish({ type: 'runs.changed', runId, flowId, status: 'removed' });
      changes.publish({ type: 'flows.changed', flowId });
    },
    called: (runId, of) => store.runs.calledBy(runId, of),
    trace: ({ runId, ...record }) => store.runs.trace(runId, record),
    watch: async function* (runId, afterSeq, signal) {
      if (live.state(runId)) {
        yield* live.watch(runId, afterSeq, signal);
        return;
      }
      const events = store.runs.events(runId, afterSeq);
      if (events.length > 0) yield events;
    },
    close: async () => {
      paused.close();
      closing = true;
      for (const [runId, run] of underWay) {
        if (store.runRequests.read(runId)) run.interrupt();
        else run.cancel();
      }
      await Promise.allSettled(endings);
      budgets.flush();
    },
  };
}

/** What a run does when a call goes past its connection's budget. */
type OverBudget = (connectionId: string, error: MillraceError) => void;

/** Tries of a run, after which it only goes on when a person asks for it (R9). */
const MOST_ATTEMPTS = 3;

/** Where somebody edited a record the edit stays, but nothing is asked any more. */
function neverStopping(breakpoints: readonly Breakpoint[] = []): Breakpoint[] {
  return breakpoints.map(({ step }) => ({ step, condition: 'false' }));
}

function headerOf({ chain: _, ...caller }: NonNullable<RunDocumentRequest['calledBy']>): RunHeader['calledBy'] {
  return caller;
}

function notResumable(detail: string): MillraceError {
  return new MillraceError('RUN_NOT_RESUMABLE', { detail });
}
