import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { FlowRun } from '../../engine/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../storage/index.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import type { Changes } from '../changes.ts';

/** A sleeping computer's timers are late, so the time is looked at this often, in milliseconds. */
const LOOKED_EVERY_MS = 60_000;

/** Runs that wait for the budget of a connection. */
export type PausedRuns = {
  /** Ends a run at the budget of a connection: a durable one is noted, to go on when the budget lets it. */
  pause(run: Pick<FlowRun, 'runId' | 'pause'>, durable: boolean, connectionId: string, error: MillraceError): void;
  /** True for a run that waits for a budget that doesn't let it go on yet. */
  waits(runId: string): boolean;
  /** A run goes on or is removed: it waits no longer. */
  end(runId: string): void;
  /** From now on, runs go on by themselves once their budget lets them. */
  watch(): void;
  close(): void;
};

type Parts = {
  store: Pick<Store, 'callBudgets'>;
  budgets: Pick<CallBudgets, 'allows' | 'nextDay'>;
  clock: Clock;
  changes: Pick<Changes, 'subscribe'>;
  log: Log;
  resume(runId: string): Promise<{ result: Promise<unknown> }>;
};

export function createPausedRuns({ store, budgets, clock, changes, log, resume }: Parts): PausedRuns {
  const { callBudgets } = store;
  let watching = false;
  let cancelTimer: (() => void) | undefined;
  // Raised budgets let their runs go on at once.
  const unsubscribe = changes.subscribe(({ type }) => {
    if (type === 'connections.changed') look();
  });

  const look = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (!watching) return;
    const pauses = callBudgets.pauses();
    for (const { runId, connectionId } of pauses) {
      if (budgets.allows(connectionId)) void goOn(runId);
    }
    if (pauses.length > 0) cancelTimer = clock.schedule(LOOKED_EVERY_MS, look);
  };
  const goOn = async (runId: string): Promise<void> => {
    callBudgets.endPause(runId);
    try {
      // The run tells its own failure through its events; nobody waits for this promise.
      (await resume(runId)).result.catch(() => undefined);
    } catch (thrown) {
      log.warn('A run that waited for its budget can’t go on', { runId, detail: toMillraceError(thrown).message });
    }
  };

  return {
    pause(run, durable, connectionId, error) {
      if (durable) callBudgets.pause({ runId: run.runId, connectionId, until: budgets.nextDay() });
      run.pause(error, durable);
      // Looked at later, since the run has yet to end.
      if (durable && watching) cancelTimer ??= clock.schedule(LOOKED_EVERY_MS, look);
    },
    waits: (runId) =>
      callBudgets.pauses().some((pause) => pause.runId === runId && !budgets.allows(pause.connectionId)),
    end: (runId) => callBudgets.endPause(runId),
    watch() {
      watching = true;
      look();
    },
    close() {
      watching = false;
      cancelTimer?.();
      unsubscribe();
    },
  };
}
