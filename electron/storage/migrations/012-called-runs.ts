import type { StoreMigration } from './migration.ts';

/**
 * Runs that a step of another run called: of which run, step and record (its place among those that the step received).
 * `outcome` (JSON) is what it came to, kept until the calling run has ended, so that it isn't called a second time.
 */
export const calledRuns: StoreMigration = {
  version: 12,
  name: '012-called-runs',
  keeps: [],
  sql: `
    CREATE TABLE called_runs (
      run_id TEXT PRIMARY KEY,
      caller TEXT NOT NULL,
      step TEXT NOT NULL,
      place INTEGER NOT NULL,
      outcome TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX called_runs_of ON called_runs (caller, step, place);
  `,
};
