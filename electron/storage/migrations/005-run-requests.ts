import type { StoreMigration } from './migration.ts';

/**
 * What a durable run was asked to do, so that it can go on after its process ended: `request` is JSON, `attempts` counts
 * the tries so far. It goes when the run has succeeded or is removed.
 */
export const runRequests: StoreMigration = {
  version: 5,
  name: '005-run-requests',
  keeps: [],
  sql: `
    CREATE TABLE run_requests (
      run_id TEXT PRIMARY KEY,
      request TEXT NOT NULL,
      attempts INTEGER NOT NULL
    ) STRICT;
  `,
};
