import { numberOf, type StoreContext, textOf } from './context.ts';

/** A run that waits for the budget of a connection, until a time in milliseconds since 1970. */
export type RunPause = { runId: string; connectionId: string; until: number };

/** Budgets of calls, what connections used of them, and the runs that wait for one. */
export type CallBudgetStore = {
  /** Calls that the connection may make a day; undefined where there is no limit. */
  limit(connectionId: string): number | undefined;
  /** Durable. Undefined takes the limit away. */
  setLimit(connectionId: string, dailyCalls: number | undefined): void;
  /** Calls that the connection made on this day. */
  calls(connectionId: string, day: string): number;
  /** Counts calls; survives the end of the process at once. */
  addCalls(connectionId: string, day: string, calls: number): void;
  /** Notes, durably, that a run waits. */
  pause(pause: RunPause): void;
  pauses(): RunPause[];
  endPause(runId: string): void;
};

/** Days whose calls are kept. */
const KEPT_DAYS = 31;

export function createCallBudgetStore({ database, change }: StoreContext): CallBudgetStore {
  return {
    limit(connectionId) {
      const row = database.prepare('SELECT daily_calls FROM call_budgets WHERE connection_id = ?').get(connectionId);
      return row && numberOf(row, 'daily_calls');
    },
    setLimit: (connectionId, dailyCalls) =>
      change(() => {
        if (dailyCalls === undefined) {
          database.prepare('DELETE FROM call_budgets WHERE connection_id = ?').run(connectionId);
        } else database.prepare('INSERT OR REPLACE INTO call_budgets VALUES (?, ?)').run(connectionId, dailyCalls);
      }),
    calls(connectionId, day) {
      const row = database
        .prepare('SELECT calls FROM connection_calls WHERE connection_id = ? AND day = ?')
        .get(connectionId, day);
      return numberOf(row ?? {}, 'calls');
    },
    addCalls: (connectionId, day, calls) =>
      database.transaction(
        () => {
          const { changes } = database
            .prepare('UPDATE connection_calls SET calls = calls + ? WHERE connection_id = ? AND day = ?')
            .run(calls, connectionId, day);
          if (changes > 0) return;
          database.prepare('INSERT INTO connection_calls VALUES (?, ?, ?)').run(connectionId, day, calls);
          database
            .prepare(
              `DELETE FROM connection_calls WHERE connection_id = ? AND day NOT IN
               (SELECT day FROM connection_calls WHERE connection_id = ? ORDER BY day DESC LIMIT ${KEPT_DAYS})`,
            )
            .run(connectionId, connectionId);
        },
        { durable: false },
      ),
    pause: ({ runId, connectionId, until }) =>
      void database.transaction(() =>
        database.prepare('INSERT OR REPLACE INTO run_pauses VALUES (?, ?, ?)').run(runId, connectionId, until),
      ),
    pauses: () =>
      database
        .prepare('SELECT run_id, connection_id, until FROM run_pauses ORDER BY run_id')
        .all()
        .map((row) => ({
          runId: textOf(row, 'run_id'),
          connectionId: textOf(row, 'connection_id'),
          until: numberOf(row, 'until'),
        })),
    endPause: (runId) => void database.prepare('DELETE FROM run_pauses WHERE run_id = ?').run(runId),
  };
}
