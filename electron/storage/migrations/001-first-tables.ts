import type { StoreMigration } from './migration.ts';

/**
 * The first tables. Times are milliseconds since 1970; JSON is text. A `checksum` is that of `checksum.ts` over what a
 * person would miss in the row, since SQLite itself doesn't notice a flipped bit within a value. A flow's document
 * stands only in its versions, the current one being that of the flow's revision. `facts` holds numbers about the store
 * itself: `changes` counts what a person changed.
 */
export const firstTables: StoreMigration = {
  version: 1,
  name: '001-first-tables',
  keeps: [
    'facts',
    'flows',
    'flow_versions',
    'flow_bindings',
    'connections',
    'connection_tests',
    'settings',
    'wrapped_keys',
  ],
  sql: `
    CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO facts VALUES ('changes', 0);

    CREATE TABLE flows (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      revision INTEGER NOT NULL,
      status TEXT NOT NULL,
      step_count INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      removed_at INTEGER,
      checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE flow_versions (
      flow_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      saved_at INTEGER NOT NULL,
      document TEXT NOT NULL,
      checksum INTEGER NOT NULL,
      PRIMARY KEY (flow_id, revision)
    ) STRICT;

    CREATE TABLE flow_bindings (
      flow_id TEXT NOT NULL,
      slot TEXT NOT NULL,
      connection_id TEXT NOT NULL,
      PRIMARY KEY (flow_id, slot)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX flow_bindings_by_connection ON flow_bindings (connection_id);

    CREATE TABLE connections (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      description TEXT NOT NULL,
      connector TEXT NOT NULL,
      auth TEXT NOT NULL,
      environment TEXT NOT NULL,
      fields TEXT NOT NULL,
      checksum INTEGER NOT NULL,
      secrets_stored TEXT NOT NULL,
      sealed BLOB,
      status TEXT NOT NULL,
      last_tested_at INTEGER,
      revision INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE connection_tests (
      connection_id TEXT NOT NULL,
      number INTEGER NOT NULL,
      result TEXT NOT NULL,
      PRIMARY KEY (connection_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE wrapped_keys (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      flow_id TEXT NOT NULL,
      flow_name TEXT NOT NULL,
      revision INTEGER NOT NULL,
      trigger TEXT NOT NULL,
      status TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      duration_ms REAL,
      records INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
    CREATE INDEX runs_by_flow ON runs (flow_id, number);
    CREATE INDEX runs_by_size ON runs (number, status, bytes);
    CREATE INDEX runs_unfinished ON runs (status) WHERE status IN ('queued', 'running');

    CREATE TABLE run_events (
      run INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      events TEXT NOT NULL,
      PRIMARY KEY (run, last_seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_records (
      run INTEGER NOT NULL,
      step TEXT NOT NULL,
      port TEXT NOT NULL,
      first_index INTEGER NOT NULL,
      count INTEGER NOT NULL,
      records TEXT NOT NULL,
      PRIMARY KEY (run, step, port, first_index)
    ) STRICT;

    CREATE TABLE run_failures (
      run INTEGER NOT NULL,
      step TEXT NOT NULL,
      first_index INTEGER NOT NULL,
      count INTEGER NOT NULL,
      failures TEXT NOT NULL,
      PRIMARY KEY (run, step, first_index)
    ) STRICT;

    CREATE TABLE journal (
      number INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      step TEXT NOT NULL,
      batch_key TEXT NOT NULL,
      outcome TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_by_run ON journal (run_id);
  `,
};
