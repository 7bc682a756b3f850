import type { RunEvent, RunHeader } from '../../../shared/run/events.ts';
import { type FlowRun, startRun } from '../../engine/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FlowCalls } from '../../ports/flow-calls.ts';
import type { Random } from '../../ports/random.ts';
import type { ResumedRun, RunResult } from '../../ports/run.ts';
import type { Spill } from '../../ports/spill.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { type CallingRun, hasSucceeded, outcomeOf } from './flow-calls.ts';
import type { HistoryService } from './history-service.ts';
import type { LiveRuns } from './live-runs.ts';
import { nameConnections } from './name-connections.ts';
import type { PausedRuns } from './paused-runs.ts';
import { notResumable } from './resume-runs.ts';
import type { CheckedRun } from './run-checks.ts';
import { neverStopping, type RunDocumentRequest } from './run-request.ts';
import type { OverBudget, RunsUnderWay } from './runs-under-way.ts';
import { createSharedBreakers } from './shared-breakers.ts';
import { tee } from './tee-recorder.ts';
import { planningOf, type RunPlanning } from './write-plans.ts';

/**
 * Gives a run to the engine. Resolves once the run can be asked for by its id; throws what keeps it from beginning.
 */
export type LaunchRun = (
  runId: string,
  request: RunDocumentRequest & { durable: boolean },
  checked: CheckedRun,
  resumed?: ResumedRun,
) => Promise<{ runId: string; result: Promise<RunResult> }>;

type Parts = {
  store: Store;
  clock: Clock;
  random: Random;
  changes: Changes;
  steps: StepSupply;
  history: HistoryService;
  live: LiveRuns;
  underWay: RunsUnderWay;
  paused: Pick<PausedRuns, 'pause'>;
  callsOf(calling: CallingRun): FlowCalls;
  openSpill(): Spill;
};

export function createRunLauncher({
  store,
  clock,
  random,
  changes,
  steps,
  history,
  live,
  underWay,
  paused,
  callsOf,
  openSpill,
}: Parts): LaunchRun {
  const breakers = createSharedBreakers(store, clock);

  const finish = async (
    runId: string,
    { document, calledBy, durable, applies }: RunDocumentRequest,
    run: FlowRun,
    tellEnd: () => void,
  ): Promise<RunResult> => {
    try {
      const result = await run.result;
      // Before it is forgotten what it had to do: whoever called it may have to be told after a crash.
      if (calledBy && durable && hasSucceeded(result.state)) store.calledRuns.finish(runId, outcomeOf(result));
      if (result.state.status === 'succeeded') {
        store.runRequests.forget(runId);
        if (applies !== undefined) store.appliedWrites.forget(runId);
        store.calledRuns.settle(runId);
      } else store.runs.countJournal(runId);
      history.tidyAfter(document.id);
      return result;
    } finally {
      underWay.remove(runId);
      tellEnd();
      const status = live.state(runId)?.status ?? 'failed';
      changes.publish({ type: 'runs.changed', runId, flowId: document.id, status });
      changes.publish({ type: 'flows.changed', flowId: document.id });
    }
  };

  return async (runId, request, { part, countedSteps }, resumed) => {
    const { document, bindings, revision, durable } = request;
    const asked = request.retention ?? document.settings?.retention ?? 'full';
    const retention = history.settings().keepsRecords ? asked : 'none';
    const planning =
      planningWithin(request, underWay) ??
      planningOf(store, clock, runId, { ...request, ...(part.scope ? { scope: part.scope } : {}) });
    // What it withholds stands in the plan of the run that called it; that it is a dry run stands here.
    if (request.dryRun && request.calledBy) store.plans.begin(runId, {}, { ...planning.engine.moment });
    underWay.keepPlanning(runId, planning);
    const begun = Promise.withResolvers<void>();
    const hear = (event: RunEvent): void => {
      live.push(runId, event);
      request.onEvent?.(event);
    };
    let end: RunEvent | undefined;
    const recorder = tee(store.createRunRecorder({ countedSteps }), (event) => {
      if (event.type === 'run.finished') {
        planning.ended();
        // Whoever hears that it is over may ask what became of it at once, so that is recorded first.
        end = event;
        return;
      }
      hear(event);
      if (event.type === 'run.started') {
        begun.resolve();
        changes.publish({ type: 'runs.changed', runId, flowId: document.id, status: 'running' });
      }
    });
    // A called run stops with the run that called it, which lets it go on later.
    const callerOverBudget = request.calledBy && underWay.overBudget(request.calledBy.runId);
    const overBudget: OverBudget = (connectionId, error) => {
      if (callerOverBudget) {
        run.pause(error, durable);
        callerOverBudget(connectionId, error);
      } else paused.pause(run, durable, connectionId, error);
    };
    underWay.keepOverBudget(runId, overBudget);
    const run: FlowRun = startRun({
      runId,
      flow: document,
      revision,
      parameters: request.parameters ?? {},
      ...(request.trigger ? { trigger: request.trigger } : {}),
      ...(request.input ? { triggerRecords: request.input } : {}),
      ...(request.inputWarnings ? { triggerWarnings: request.inputWarnings } : {}),
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
        ...planning.lent,
        overBudget,
        flowCalls: callsOf({
          runId,
          flow: { id: document.id, name: document.name },
          chain: request.calledBy?.chain ?? [],
          bindings,
          baseFolder: request.baseFolder,
          retention,
          durable,
          dryRun: request.dryRun,
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
    underWay.add(run);
    const tellEnd = (): void => {
      if (end) hear(end);
    };
    const result = finish(runId, request, run, tellEnd).finally(planning.recorded);
    underWay.keepResult(runId, result);
    // Whoever gets the id may ask for the run at once, so it must be there; a run that can't begin throws here.
    await Promise.race([begun.promise, result]);
    await store.recorded();
    return { runId, result };
  };
}

/** A run that another called is a part of that one's plan; that one is under way as long as this one is. */
function planningWithin(
  { document, bindings, calledBy, opened }: RunDocumentRequest,
  underWay: Pick<RunsUnderWay, 'planning'>,
): RunPlanning | undefined {
  if (!calledBy) return undefined;
  const caller = underWay.planning(calledBy.runId);
  if (calledBy.planned && !caller) throw notResumable('it is a part of a plan: let the run go on that called it.');
  const openness = { open: calledBy.open === true, opened: () => opened?.() };
  return caller?.within({ ...calledBy, document, bindings, openness });
}

function headerOf({
  chain: _,
  open: __,
  planned: ___,
  ...caller
}: NonNullable<RunDocumentRequest['calledBy']>): RunHeader['calledBy'] {
  return caller;
}
