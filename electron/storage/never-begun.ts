import { type StoreContext, textOf } from './context.ts';

/** Kept for a run before it begins. */
const TABLES = ['run_requests', 'journal', 'called_runs', 'call_places', 'run_plans', 'planned_writes'];

/**
 * Forgets the runs that were about to begin when the last owner of the store ended: nothing of them ran, and nobody would
 * ever begin or remove them. What they had taken over goes back: calls whose end nobody knows to the run that made them,
 * a plan to whoever applies it next. Runs that a trigger fired, or that a run called which is still there, begin later.
 * To be called when the store is opened, before anything can run.
 */
export function forgetNeverBegun({ database }: Pick<StoreContext, 'database'>): void {
  const rows = database
    .prepare(
      `SELECT run_id, request ->> '$.continues.runId' AS continues FROM run_requests AS kept
       WHERE NOT EXISTS (SELECT 1 FROM runs WHERE id = kept.run_id)
         AND NOT EXISTS (SELECT 1 FROM trigger_firings AS fired WHERE fired.run_id = kept.run_id)
         AND NOT EXISTS (
           SELECT 1 FROM called_runs AS called JOIN runs ON id = called.caller WHERE called.run_id = kept.run_id)
       UNION ALL
       SELECT run_id, NULL FROM run_plans AS planned WHERE NOT EXISTS (SELECT 1 FROM runs WHERE id = planned.run_id)`,
    )
    .all();
  if (rows.length === 0) return;
  database.transaction(() => {
    for (const row of rows) {
      const runId = textOf(row, 'run_id');
      if (row.continues !== null) {
        database.prepare('UPDATE outside_calls SET run_id = ? WHERE run_id = ?').run(textOf(row, 'continues'), runId);
      }
      database.prepare('UPDATE run_plans SET applied_by = NULL WHERE applied_by = ?').run(runId);
      for (const table of TABLES) database.prepare(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
    }
  });
}
