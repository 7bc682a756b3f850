import { toMillraceError } from '../../../shared/errors/index.ts';
import type { Overlap } from '../../../shared/flow/document.ts';
import type { Random } from '../../ports/random.ts';
import type { RunResult } from '../../ports/run.ts';
import type { Fired, Firing } from '../../ports/trigger.ts';
import type { Activation, KeptFiring, Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import { toKept } from '../runs/kept-request.ts';
import type { RunDocumentRequest } from '../runs/run-request.ts';
import type { RunService } from '../runs/run-service-type.ts';
import { createFlowTurns, type FlowTurns } from './flow-turns.ts';

/** Crashed runs in a row after which a flow is paused (R9). */
const MOST_CRASHES = 5;
/** Times that a run is begun before it is given up, when the process ends each time (R9). */
const MOST_BEGINNINGS = 3;

/** What a trigger wants, and of which active flow. */
export type WantedRun = Firing & {
  activation: Activation;
  step: string;
  /** What holds where the flow's settings don't say. */
  overlap: Overlap;
  signal: AbortSignal;
};

/** The runs that triggers start: each is kept before it begins, and begins once. */
export type FiredRuns = {
  fire(wanted: WantedRun): Promise<Fired>;
  /** Takes up what the last process left: runs that go on are waited for, those that never began do so. */
  takeUp(resumed: readonly string[], which: 'all' | 'those without connections'): void;
  /** The flow isn't active any more: runs that wait for their turn won't begin. */
  drop(flowId: string): void;
  /** Lets none begin any more; those that wait do so at the next start. Resolves when none is about to begin. */
  close(): Promise<void>;
};

type Parts = {
  store: Store;
  random: Random;
  changes: Changes;
  runs: Pick<RunService, 'startKept' | 'ended'>;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
};

/** Counts the runs that crashed with the last process, and pauses the flows that had too many in a row (R9). */
export function createFiredRuns({ store, random, changes, runs, filesFolder }: Parts): FiredRuns {
  const { triggers, activations } = store;
  const turnsByFlow = new Map<string, FlowTurns>();
  /** Runs that are about to begin, by their ids. */
  const beginnings = new Map<string, Promise<unknown>>();
  /** What runs have to do that begin as soon as they are kept; that of others is read when their turn comes. */
  const atHand = new Map<string, RunDocumentRequest>();
  /** Runs of earlier processes that have been taken up. */
  const taken = new Set<string>();
  /** Flows whose last runs crashed, as the store counts. */
  const crashed = new Set(activations.list().flatMap(({ flowId, crashes }) => (crashes > 0 ? [flowId] : [])));

  const countCrash = (flowId: string): void => {
    crashed.add(flowId);
    if (activations.countCrash(flowId) === MOST_CRASHES) activations.pause(flowId);
  };
  for (const runId of store.interruptedRuns) {
    const firing = triggers.find(runId);
    if (firing) countCrash(firing.flowId);
  }

  const begin = async (flowId: string, runId: string): Promise<RunResult> => {
    const request = atHand.get(runId);
    atHand.delete(runId);
    const beginning = triggers.begin(runId).then(() => runs.startKept(runId, request));
    beginnings.set(runId, beginning);
    const { result } = await beginning
      .catch((thrown: unknown) => {
        refuse(flowId, runId, toMillraceError(thrown).message);
        throw thrown;
      })
      .finally(() => beginnings.delete(runId));
    const ended = await result;
    if (ended.state.status !== 'interrupted' && crashed.delete(flowId)) activations.forgetCrashes(flowId);
    return ended;
  };
  const refuse = (flowId: string, runId: string, detail: string): void => {
    triggers.refuse(runId, detail);
    changes.publish({ type: 'flows.changed', flowId });
  };
  const turnsOf = (flowId: string): FlowTurns => {
    const turns = turnsByFlow.get(flowId) ?? createFlowTurns((runId) => begin(flowId, runId));
    turnsByFlow.set(flowId, turns);
    return turns;
  };
  const queue = ({ flowId, runId, begun }: KeptFiring): void => {
    if (taken.has(runId)) return;
    taken.add(runId);
    // The last process ended as the run began, before anything was known of it.
    if (begun > 0) countCrash(flowId);
    if (begun >= MOST_BEGINNINGS) {
      refuse(flowId, runId, 'Millrace ended each time the run began.');
      return;
    }
    // The run tells its own failure through its events; nobody waits for this promise.
    turnsOf(flowId)
      .queue(runId)
      .catch(() => undefined);
  };

  return {
    fire: async ({ activation, step, overlap, signal, ...firing }) => {
      const { flowId, document, bindings, revision } = activation;
      const policy = document.settings?.overlap ?? overlap;
      const turns = turnsOf(flowId);
      const waits = policy === 'queue' || firing.missed !== undefined;
      if (waits) await turns.room(signal);
      signal.throwIfAborted();
      if (policy === 'skip' && !waits && turns.isBusy()) {
        triggers.skip(flowId, step, firing);
        changes.publish({ type: 'flows.changed', flowId });
        return { status: 'skipped' };
      }
      const runId = random.uuid();
      const request: RunDocumentRequest = {
        document,
        revision,
        bindings,
        trigger: step,
        input: firing.records,
        ...(firing.warnings ? { inputWarnings: firing.warnings } : {}),
        baseFolder: filesFolder,
        retention: document.settings?.retention ?? 'sampled',
      };
      const durable = document.settings?.durable ?? true;
      const toKeep = { ...firing, flowId, step, runId, request: toKept(request), durable };
      // Others wait for their turn or are left out by what goes now, so nothing may come between that look and this.
      const isKept = policy === 'parallel' ? await triggers.fireTogether(toKeep) : triggers.fire(toKeep);
      if (!isKept) return { status: 'repeated' };
      // It begins at the next start.
      if (signal.aborted) return { status: 'queued', runId, result: Promise.withResolvers<RunResult>().promise };
      const status = waits && turns.isBusy() ? 'queued' : 'started';
      if (status === 'started') atHand.set(runId, request);
      const result = waits ? turns.queue(runId) : turns.start(runId);
      // The run tells its own failure through its events; whoever waits for this promise hears of it as well.
      result.catch(() => undefined);
      return { status, runId, result };
    },
    takeUp: (resumed, which) => {
      for (const runId of resumed) {
        const firing = triggers.find(runId);
        if (firing) turnsOf(firing.flowId).follow(runs.ended(runId));
      }
      const needConnections = new Set(
        activations.list().flatMap(({ flowId, hasConnections }) => (hasConnections ? [flowId] : [])),
      );
      for (const firing of triggers.waiting()) {
        if (which === 'all' || !needConnections.has(firing.flowId)) queue(firing);
      }
    },
    drop: (flowId) => {
      turnsByFlow.get(flowId)?.close();
      // Also those of an earlier process that nobody has taken up yet.
      for (const { flowId: of, runId } of triggers.waiting()) {
        if (of !== flowId || beginnings.has(runId)) continue;
        refuse(flowId, runId, 'The flow was deactivated before its turn came.');
      }
    },
    close: async () => {
      for (const turns of turnsByFlow.values()) turns.close();
      await Promise.allSettled(beginnings.values());
    },
  };
}
