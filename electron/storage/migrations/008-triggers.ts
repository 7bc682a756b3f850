import type { StoreMigration } from './migration.ts';

/**
 * Flows that start by themselves. `flow_activations` holds the version that is active, whole, since an edit changes only
 * the draft and old versions are thinned; `checksum` is over all that decides what runs. `trigger_positions` says where
 * each trigger stands, `trigger_firings` which runs triggers started (`begun` once they were begun), `trigger_gaps` which
 * moments passed without a run (`settled` once somebody has seen to it). Times are milliseconds since 1970.
 */
export const triggers: StoreMigration = {
  version: 8,
  name: '008-triggers',
  keeps: ['flow_activations', 'trigger_positions', 'trigger_firings', 'trigger_gaps'],
  sql: `
    CREATE TABLE flow_activations (
      flow_id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      bindings TEXT NOT NULL,
      active_since INTEGER NOT NULL,
      checksum INTEGER NOT NULL,
      paused_at INTEGER,
      crashes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trigger_positions (
      flow_id TEXT NOT NULL,
      step TEXT NOT NULL,
      position TEXT NOT NULL,
      PRIMARY KEY (flow_id, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trigger_firings (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      flow_id TEXT NOT NULL,
      step TEXT NOT NULL,
      run_id TEXT NOT NULL UNIQUE,
      due_at INTEGER,
      begun INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX trigger_firings_once ON trigger_firings (flow_id, step, due_at) WHERE due_at IS NOT NULL;

    CREATE TABLE trigger_gaps (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      flow_id TEXT NOT NULL,
      step TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      more INTEGER NOT NULL,
      reason TEXT NOT NULL,
      detail TEXT NOT NULL,
      state TEXT NOT NULL,
      run_id TEXT,
      settled INTEGER NOT NULL,
      UNIQUE (flow_id, step, due_at)
    ) STRICT;
  `,
};
