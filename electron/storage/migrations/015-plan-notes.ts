import type { StoreMigration } from './migration.ts';

/** What is told with a plan (JSON): where its writes in called flows come from, and reads that depend on its writes. */
export const planNotes: StoreMigration = {
  version: 15,
  name: '015-plan-notes',
  keeps: [],
  sql: 'ALTER TABLE run_plans ADD COLUMN notes TEXT;',
};
