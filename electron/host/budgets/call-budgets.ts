import type { CallBudget } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';

/** Counts the calls of connections by the computer's days, over all runs and restarts, and keeps to their budgets. */
export type CallBudgets = {
  /** Throws NOT_FOUND. */
  get(connectionId: string): CallBudget;
  /** A new limit, or null for none, is in force at once. Throws NOT_FOUND. */
  set(connectionId: string, dailyCalls: number | null): CallBudget;
  /** Counts a call that is about to be made; the error, without counting it, when that would be one too many. */
  take(connectionId: string): MillraceError | undefined;
  /** True when the connection may make another call today. */
  allows(connectionId: string): boolean;
  /** When the next day begins, in milliseconds since 1970. */
  nextDay(): number;
  /** Keeps the counts that wait to be written. */
  flush(): void;
};

/** Counts of connections without a limit are written at most this often, in milliseconds. */
const WRITTEN_EVERY_MS = 1_000;

type Parts = { store: Pick<Store, 'callBudgets' | 'connections'>; clock: Clock; changes: Changes };

export function createCallBudgets({ store, clock, changes }: Parts): CallBudgets {
  const { callBudgets, connections } = store;
  const limits = new Map<string, number | undefined>();
  // Counted and not written yet, by connection; all of one day.
  const waiting = new Map<string, number>();
  let countedDay = '';
  let cancelTimer: (() => void) | undefined;

  const today = (): string => {
    const day = dayOf(clock.now());
    if (day !== countedDay) {
      flush();
      countedDay = day;
    }
    return day;
  };
  const flush = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    for (const [connectionId, calls] of waiting) callBudgets.addCalls(connectionId, countedDay, calls);
    waiting.clear();
  };
  const limitOf = (connectionId: string): number | undefined => {
    if (!limits.has(connectionId)) limits.set(connectionId, callBudgets.limit(connectionId));
    return limits.get(connectionId);
  };
  const madeToday = (connectionId: string): number => {
    const day = today();
    return callBudgets.calls(connectionId, day) + (waiting.get(connectionId) ?? 0);
  };
  const nextDay = (): number => {
    const now = new Date(clock.now());
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  };
  const get: CallBudgets['get'] = (connectionId) => {
    connections.get(connectionId);
    return {
      dailyCalls: limitOf(connectionId) ?? null,
      callsToday: madeToday(connectionId),
      resetsAt: new Date(nextDay()).toISOString(),
    };
  };

  return {
    get,
    set(connectionId, dailyCalls) {
      connections.get(connectionId);
      callBudgets.setLimit(connectionId, dailyCalls ?? undefined);
      limits.delete(connectionId);
      changes.publish({ type: 'connections.changed', connectionId });
      return get(connectionId);
    },
    take(connectionId) {
      const limit = limitOf(connectionId);
      if (limit === undefined) {
        today();
        waiting.set(connectionId, (waiting.get(connectionId) ?? 0) + 1);
        cancelTimer ??= clock.schedule(WRITTEN_EVERY_MS, flush);
        return undefined;
      }
      flush();
      if (madeToday(connectionId) >= limit) return reached(connections.get(connectionId), limit, nextDay());
      callBudgets.addCalls(connectionId, countedDay, 1);
      return undefined;
    },
    allows: (connectionId) => madeToday(connectionId) < (limitOf(connectionId) ?? Number.POSITIVE_INFINITY),
    nextDay,
    flush,
  };
}

function reached({ id, name }: { id: string; name: string }, limit: number, until: number): MillraceError {
  const data = { connection: name, connectionId: id, limit, until: new Date(until).toISOString() };
  return new MillraceError('BUDGET_REACHED', data);
}

/** The day of the computer's calendar, `2026-11-22`. */
function dayOf(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
