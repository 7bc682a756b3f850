import { type ErrorDescription, toMillraceError } from '../../../shared/errors/index.ts';
import type { FlowStep } from '../../../shared/flow/document.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MissReason, TriggerContext, TriggerDeclaration } from '../../ports/trigger.ts';
import type { Activation, TriggerStore } from '../../storage/index.ts';
import type { FiredRuns } from './fired-runs.ts';

/** A trigger of an active flow that starts runs by itself. */
export type WatchedTrigger = { step: FlowStep; declaration: TriggerDeclaration };

type Parts = {
  activation: Activation;
  activeSince: number;
  absence: MissReason;
  triggers: readonly WatchedTrigger[];
  store: TriggerStore;
  fired: FiredRuns;
  clock: Clock;
  /** What the host lends this step. */
  lend: (step: FlowStep) => unknown;
  /** Hears what keeps a trigger from watching, and undefined once it watches again. */
  troubled: (step: FlowStep, trouble: ErrorDescription | undefined) => void;
  /** Hears of moments that were missed. */
  missed: () => void;
};

/** Watching begins anew after this, twice as long after each failure, up to the longest (milliseconds). */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Watched this long without a failure, a trigger is well again. */
const WELL_AFTER_MS = 10_000;

/** The triggers of one active flow, watched until they are stopped. */
export type WatchedFlow = {
  readonly triggers: readonly WatchedTrigger[];
  /** Resolves once none of them watches any more. */
  stop(): Promise<void>;
};

/** Begins to watch each of the triggers. One that fails begins anew after a while, and the others go on. */
export function watchFlow(parts: Parts): WatchedFlow {
  const { triggers, clock, troubled } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;

  const watchAlways = async (trigger: WatchedTrigger): Promise<void> => {
    const { step, declaration } = trigger;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const forgetTrouble = clock.schedule(WELL_AFTER_MS, () => {
        wait = FIRST_WAIT_MS;
        troubled(step, undefined);
      });
      try {
        await declaration.watch(contextOf(trigger, parts, signal));
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        troubled(step, toMillraceError(thrown).describe());
      } finally {
        forgetTrouble();
      }
      await pause(clock, wait, signal);
    }
  };
  const watching = triggers.map(watchAlways);

  return {
    triggers,
    stop: async () => {
      stopping.abort(new DOMException('The flow isn’t watched any more.', 'AbortError'));
      await Promise.allSettled(watching);
    },
  };
}

function contextOf({ step, declaration }: WatchedTrigger, parts: Parts, signal: AbortSignal): TriggerContext {
  const { activation, activeSince, absence, store, fired, clock, lend, missed } = parts;
  const { flowId } = activation;
  return {
    flowId,
    step,
    settings: step.settings ?? {},
    position: store.position(flowId, step.id),
    activeSince,
    absence,
    clock,
    services: lend(step),
    signal,
    fire: (firing) => fired.fire({ ...firing, activation, step: step.id, overlap: declaration.overlap, signal }),
    moveTo: (position) => store.moveTo(flowId, step.id, position),
    miss: (gap) => {
      store.miss(flowId, step.id, gap);
      missed();
    },
  };
}

/** Waits, or less when the signal is aborted meanwhile. */
async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
}
