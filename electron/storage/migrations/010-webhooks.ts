import type { StoreMigration } from './migration.ts';

/**
 * Webhooks: `token` is the part of the address that can't be guessed, `sealed` the secret that signs calls. Signed calls
 * are remembered in `webhook_calls` until they are too old to be sent again; a backup needn't know them. Times are
 * milliseconds since 1970.
 */
export const webhooks: StoreMigration = {
  version: 10,
  name: '010-webhooks',
  keeps: ['webhooks'],
  sql: `
    CREATE TABLE webhooks (
      id TEXT PRIMARY KEY,
      flow_id TEXT NOT NULL,
      step TEXT NOT NULL,
      token TEXT NOT NULL,
      sealed BLOB,
      updated_at INTEGER NOT NULL,
      UNIQUE (flow_id, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE webhook_calls (
      signature TEXT PRIMARY KEY,
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
