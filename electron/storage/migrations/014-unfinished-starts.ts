import type { StoreMigration } from './migration.ts';

/**
 * Starts of Millrace whose process hasn't ended in order, and since when nothing starts by itself because there were too
 * many. Times are in ms since 1970; `safe_mode` has at most one row.
 */
export const unfinishedStarts: StoreMigration = {
  version: 14,
  name: '014-unfinished-starts',
  keeps: [],
  sql: `
    CREATE TABLE unfinished_starts (
      id TEXT PRIMARY KEY,
      started_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE safe_mode (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      since INTEGER NOT NULL
    ) STRICT;
  `,
};
