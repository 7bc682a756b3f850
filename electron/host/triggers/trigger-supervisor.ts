import type { TriggerTrouble } from '../../../shared/contract/index.ts';
import { type ErrorDescription, MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument, FlowStep } from '../../../shared/flow/document.ts';
import { createTurns } from '../../credentials/turns.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { RunResult } from '../../ports/run.ts';
import type { MissReason } from '../../ports/trigger.ts';
import type { ActivationState, Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { RunService } from '../runs/run-service-type.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { createFiredRuns } from './fired-runs.ts';
import { type WatchedFlow, type WatchedTrigger, watchFlow } from './watched-flow.ts';

/** Whom a trigger is lent services for. */
export type TriggerOwner = { flowId: string; step: FlowStep };

/** Which missed moments somebody wants to be caught up for: the newest one, all of them, or none. */
export type CatchUpChoice = 'latest' | 'all' | 'skip';

/** Watches the triggers of active flows while the host is open, and starts their runs. */
export type TriggerSupervisor = {
  /**
   * Takes up what the last process left, `resumed` being runs that go on, and watches the active flows that aren't
   * paused: all of them, or those without connections first.
   */
  start(resumed: readonly string[], which?: 'all' | 'those without connections'): Promise<void>;
  /** Watches a flow as it is active now; one that was watched is watched anew. Nothing happens before `start`. */
  watch(flowId: string, absence: MissReason): Promise<void>;
  /** Watches a flow no longer; runs that wait for their turn won't begin, those under way end. */
  unwatch(flowId: string): Promise<void>;
  /** What keeps a trigger of the flow from watching; null while nothing does. */
  troubleOf(flowId: string): string | null;
  /** The same, each with the step that it is about. */
  troublesOf(flowId: string): TriggerTrouble[];
  /** The triggers of a document that start runs by themselves. */
  triggersOf(document: FlowDocument): Promise<WatchedTrigger[]>;
  /** Sees to the missed moments of a flow, and gives the runs that catch up. Throws NOT_FOUND for one that isn't active. */
  catchUp(flowId: string, choice: CatchUpChoice): Promise<{ runId: string; result: Promise<RunResult> }[]>;
  /** Watches nothing any more and lets no run begin; those that wait do so at the next start (R25). */
  close(): Promise<void>;
};

type Parts = {
  store: Store;
  clock: Clock;
  random: Random;
  changes: Changes;
  runs: RunService;
  steps: StepSupply;
  /** What the host lends triggers. */
  lend: (owner: TriggerOwner) => unknown;
  filesFolder: string;
  log: Log;
};

/** Moments that are caught up for at once when somebody wants all of them. */
const MOST_CAUGHT_UP = 1_000;

export function createTriggerSupervisor(parts: Parts): TriggerSupervisor {
  const { store, clock, changes, steps, lend, log } = parts;
  const fired = createFiredRuns(parts);
  const watched = new Map<string, WatchedFlow>();
  /** Watching begins and ends in turn: two beginnings at once would leave one that nobody can end. */
  const turns = createTurns();
  const troubles = new Map<string, Map<string, TriggerTrouble>>();
  let isOpen = false;

  const changed = (flowId: string): void => changes.publish({ type: 'flows.changed', flowId });
  const troubled = (flowId: string, step: FlowStep, error: ErrorDescription | undefined): void => {
    const known = troubles.get(flowId) ?? new Map<string, TriggerTrouble>();
    if (known.get(step.id)?.error.message === error?.message) return;
    if (error === undefined) known.delete(step.id);
    else {
      const { id, name, type } = step;
      known.set(id, { step: { id, name, type }, error });
      log.warn('A trigger can’t watch', { flowId, step: id, detail: error.message });
    }
    troubles.set(flowId, known);
    changed(flowId);
  };
  const triggersOf = async (document: FlowDocument): Promise<WatchedTrigger[]> => {
    const found = await Promise.all(
      document.steps.map(async (step): Promise<WatchedTrigger[]> => {
        const declaration = step.disabled ? undefined : (await steps.find(step.type))?.startsRuns;
        return declaration ? [{ step, declaration }] : [];
      }),
    );
    return found.flat();
  };
  const stopWatching = async (flowId: string): Promise<void> => {
    const flow = watched.get(flowId);
    watched.delete(flowId);
    troubles.delete(flowId);
    await flow?.stop();
  };
  const unwatch = (flowId: string): Promise<void> => turns.take(flowId, () => stopWatching(flowId));
  const begin = async ({ flowId, activeSince }: ActivationState, absence: MissReason): Promise<void> => {
    const activation = store.activations.read(flowId);
    const triggers = await triggersOf(activation.document);
    if (!isOpen) return;
    const flow = watchFlow({
      activation,
      activeSince,
      absence,
      triggers,
      store: store.triggers,
      fired,
      clock,
      lend: (step) => lend({ flowId, step }),
      troubled: (step, error) => troubled(flowId, step, error),
      missed: () => changed(flowId),
    });
    watched.set(flowId, flow);
  };
  const beginAtStart = async (flowId: string, which: 'all' | 'those without connections'): Promise<void> => {
    const state = store.activations.find(flowId);
    if (!state || state.pausedAt !== null || watched.has(flowId)) return;
    if (which !== 'all' && state.hasConnections) return;
    try {
      await begin(state, 'closed');
    } catch (thrown) {
      const error = toMillraceError(thrown).describe();
      troubles.set(flowId, new Map([['', { step: null, error }]]));
      log.warn('An active flow can’t be watched', { flowId, detail: error.message });
    }
  };

  return {
    triggersOf,
    start: async (resumed, which = 'all') => {
      isOpen = true;
      fired.takeUp(resumed, which);
      for (const { flowId } of store.activations.list()) await turns.take(flowId, () => beginAtStart(flowId, which));
    },
    watch: (flowId, absence) =>
      turns.take(flowId, async () => {
        await stopWatching(flowId);
        const state = store.activations.find(flowId);
        if (isOpen && state) await begin(state, absence);
      }),
    unwatch: async (flowId) => {
      await unwatch(flowId);
      fired.drop(flowId);
    },
    troubleOf: (flowId) => [...(troubles.get(flowId)?.values() ?? [])].map(tellTrouble).join(' ') || null,
    troublesOf: (flowId) => [...(troubles.get(flowId)?.values() ?? [])],
    catchUp: async (flowId, choice) => {
      const runs: { runId: string; result: Promise<RunResult> }[] = [];
      if (choice !== 'skip') {
        const activation = store.activations.read(flowId);
        const declarations = new Map(
          (await triggersOf(activation.document)).map(({ step, declaration }) => [step.id, declaration]),
        );
        const { missed } = store.triggers.gaps.list({ flowId, unsettled: true, offset: 0, limit: MOST_CAUGHT_UP });
        const wanted = missed.filter(({ step, state }) => state !== 'caught-up' && declarations.get(step)?.recordsOf);
        if (wanted.length === 0) throw new MillraceError('NOTHING_MISSED', { flow: activation.document.name });
        for (const { step, dueAt, reason } of choice === 'latest' ? wanted.slice(0, 1) : wanted.reverse()) {
          const declaration = declarations.get(step);
          if (!declaration?.recordsOf) continue;
          const due = Date.parse(dueAt);
          const result = await fired.fire({
            activation,
            step,
            overlap: declaration.overlap,
            records: declaration.recordsOf(due),
            dueAt: due,
            missed: reason === 'overlap' || reason === 'refused' ? 'closed' : reason,
            signal: new AbortController().signal,
          });
          if ('runId' in result) runs.push(result);
        }
      }
      store.triggers.gaps.settle(flowId);
      changed(flowId);
      return runs;
    },
    close: async () => {
      isOpen = false;
      await Promise.all([...watched.keys()].map(unwatch));
      await fired.close();
    },
  };
}

function tellTrouble({ step, error }: TriggerTrouble): string {
  return step ? `${step.name}: ${error.message}` : error.message;
}
