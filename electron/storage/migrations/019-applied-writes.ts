import type { StoreMigration } from './migration.ts';

/**
 * What a run that applies a plan has taken from it so far: for the record that `key` names, its writes and their
 * places in the plan (JSON). A run that goes on after a crash doesn't take them again.
 */
export const appliedWrites: StoreMigration = {
  version: 19,
  name: '019-applied-writes',
  keeps: [],
  sql: `
    CREATE TABLE applied_writes (
      run_id TEXT NOT NULL,
      key TEXT NOT NULL,
      writes TEXT NOT NULL,
      PRIMARY KEY (run_id, key)
    ) STRICT, WITHOUT ROWID;
  `,
};
