import type { StoreMigration } from './migration.ts';

/**
 * What dry runs withheld. `run_plans`: what the run was asked to do and the moment that its expressions saw (JSON), how
 * many writes it withheld in all, and the run that applied the plan. `planned_writes`: the first of them; `digest` names
 * the write, `seen` what is there now. They go with the run.
 */
export const runPlans: StoreMigration = {
  version: 7,
  name: '007-run-plans',
  keeps: [],
  sql: `
    CREATE TABLE run_plans (
      run_id TEXT PRIMARY KEY,
      request TEXT NOT NULL,
      moment TEXT NOT NULL,
      withheld INTEGER NOT NULL,
      applied_by TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE planned_writes (
      run_id TEXT NOT NULL,
      number INTEGER NOT NULL,
      step TEXT NOT NULL,
      place INTEGER NOT NULL,
      operation TEXT NOT NULL,
      target TEXT NOT NULL,
      record_id TEXT,
      fields TEXT NOT NULL,
      digest TEXT NOT NULL,
      loose TEXT NOT NULL,
      seen TEXT NOT NULL,
      PRIMARY KEY (run_id, number)
    ) STRICT, WITHOUT ROWID;
  `,
};
