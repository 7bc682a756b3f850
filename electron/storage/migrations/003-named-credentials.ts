import type { StoreMigration } from './migration.ts';

/**
 * Named credentials and their principals, the identities that connections sign in as. `number` orders the principals of
 * a credential as they were added. Which connections use a credential stands in the connections alone.
 */
export const namedCredentials: StoreMigration = {
  version: 3,
  name: '003-named-credentials',
  keeps: ['credentials', 'principals'],
  sql: `
    CREATE TABLE credentials (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      entity TEXT NOT NULL,
      custom_entity TEXT NOT NULL,
      connector TEXT NOT NULL,
      checksum INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE principals (
      id TEXT PRIMARY KEY,
      credential_id TEXT NOT NULL,
      number INTEGER NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      permitted INTEGER NOT NULL,
      auth TEXT NOT NULL,
      environment TEXT NOT NULL,
      fields TEXT NOT NULL,
      secrets_stored TEXT NOT NULL,
      sealed BLOB,
      checksum INTEGER NOT NULL,
      status TEXT NOT NULL,
      last_test TEXT,
      revision INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      UNIQUE (credential_id, name),
      UNIQUE (credential_id, number)
    ) STRICT, WITHOUT ROWID;
  `,
};
