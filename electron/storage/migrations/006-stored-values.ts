import type { StoreMigration } from './migration.ts';

/**
 * Values that flows keep between runs: `owner` is the id of a flow, or empty for what all flows share; `value` is JSON.
 * A backup keeps them, since a flow without them does anew what it has done.
 */
export const storedValues: StoreMigration = {
  version: 6,
  name: '006-stored-values',
  keeps: ['stored_values'],
  sql: `
    CREATE TABLE stored_values (
      owner TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      changed_at INTEGER NOT NULL,
      PRIMARY KEY (owner, key)
    ) STRICT, WITHOUT ROWID;
  `,
};
