import type { StoreMigration } from './migration.ts';

/**
 * Calls that create something outside, one row for each that was journaled, so that one whose answer never came can be
 * told from the others. `records` (JSON ids), `evidence` (what each is known again by; empty once all are known) and
 * `became` (null as long as nobody knows) stand in one order. `cut_at`: since when no answer can come; `ended_at`: since
 * when no more is to be known. Times are ms since 1970. Rows go when nothing can be taken for them any more.
 */
export const outsideCalls: StoreMigration = {
  version: 17,
  name: '017-outside-calls',
  keeps: [],
  sql: `
    CREATE TABLE outside_calls (
      number INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      step TEXT NOT NULL,
      batch_key TEXT NOT NULL,
      type TEXT NOT NULL,
      connection_id TEXT,
      account TEXT,
      records TEXT NOT NULL,
      evidence TEXT NOT NULL,
      became TEXT NOT NULL,
      begun_at INTEGER NOT NULL,
      cut_at INTEGER,
      ended_at INTEGER
    ) STRICT;
    CREATE INDEX outside_calls_by_end ON outside_calls (ended_at);
    CREATE INDEX outside_calls_by_run ON outside_calls (run_id);
  `,
};
