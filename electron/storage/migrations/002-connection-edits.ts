import type { StoreMigration } from './migration.ts';

/**
 * What edits of connections leave behind. `connection_edits` says which details each revision changed (a JSON list of
 * their keys, never values), so that a second window can be told. `connection_undo` holds the details that the last
 * edit replaced, in the columns of `connections`, until the next one. `active` is the person's switch, apart from what
 * tests find; `last_used_at` is when a run, a test or a refresh last worked with the connection.
 */
export const connectionEdits: StoreMigration = {
  version: 2,
  name: '002-connection-edits',
  keeps: ['connection_edits', 'connection_undo'],
  sql: `
    ALTER TABLE connections ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE connections ADD COLUMN last_used_at INTEGER;

    CREATE TABLE connection_edits (
      connection_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      edited_at INTEGER NOT NULL,
      changed TEXT NOT NULL,
      PRIMARY KEY (connection_id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE connection_undo (
      connection_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      connector TEXT NOT NULL,
      auth TEXT NOT NULL,
      environment TEXT NOT NULL,
      fields TEXT NOT NULL,
      secrets_stored TEXT NOT NULL,
      sealed BLOB,
      checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
