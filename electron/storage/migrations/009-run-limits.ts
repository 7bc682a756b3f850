import type { StoreMigration } from './migration.ts';

/** Finds the runs that are past the limits of the history without reading all of them after each run. */
export const runLimits: StoreMigration = {
  version: 9,
  name: '009-run-limits',
  keeps: [],
  sql: `
    CREATE INDEX runs_by_start ON runs (started_at);
    CREATE INDEX runs_failed ON runs (flow_id, number) WHERE status IN ('failed', 'partly_succeeded');
  `,
};
