import type { StoreMigration } from './migration.ts';

/**
 * Which run tries an earlier one again: what failed at one step, or, with an empty `step`, all that is left of it.
 * `number` is the retry's, once it has begun; it stays when the retry's own history is removed, since what it did would
 * be done twice all the same.
 */
export const runRetries: StoreMigration = {
  version: 16,
  name: '016-run-retries',
  keeps: [],
  sql: `
    CREATE TABLE run_retries (
      run_id TEXT NOT NULL,
      step TEXT NOT NULL,
      retry_id TEXT NOT NULL UNIQUE,
      number INTEGER,
      PRIMARY KEY (run_id, step)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER retry_began AFTER INSERT ON runs BEGIN
      UPDATE run_retries SET number = NEW.number WHERE retry_id = NEW.id;
    END;
  `,
};
