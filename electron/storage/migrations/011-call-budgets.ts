import type { StoreMigration } from './migration.ts';

/**
 * Calls of connections. `call_budgets`: how many a connection may make a day; `connection_calls`: how many it made, by
 * the computer's days (`2026-11-22`). Both go with the connection. `run_pauses`: runs that wait for a budget, and until
 * when (ms since 1970).
 */
export const callBudgets: StoreMigration = {
  version: 11,
  name: '011-call-budgets',
  keeps: ['call_budgets'],
  sql: `
    CREATE TABLE call_budgets (
      connection_id TEXT PRIMARY KEY,
      daily_calls INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE connection_calls (
      connection_id TEXT NOT NULL,
      day TEXT NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (connection_id, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run_pauses (
      run_id TEXT PRIMARY KEY,
      connection_id TEXT NOT NULL,
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER forget_calls AFTER DELETE ON connections BEGIN
      DELETE FROM call_budgets WHERE connection_id = OLD.id;
      DELETE FROM connection_calls WHERE connection_id = OLD.id;
    END;
  `,
};
