import type { StoreContext } from './context.ts';

/**
 * Gives plans back that a run was about to apply when the last owner of the store ended: it is kept what the run had to do,
 * but it never began, so nothing was written. To be called when the store is opened, before anything can run.
 */
export function releaseUnbegunApplications({ database }: Pick<StoreContext, 'database'>): void {
  const unbegun = `SELECT applied_by FROM run_plans JOIN run_requests ON run_requests.run_id = applied_by
    WHERE applied_by NOT IN (SELECT id FROM runs)`;
  const found = database.prepare(unbegun).all();
  if (found.length === 0) return;
  database.transaction(() => {
    for (const { applied_by: runId } of found) {
      database.prepare('UPDATE run_plans SET applied_by = NULL WHERE applied_by = ?').run(String(runId));
      database.prepare('DELETE FROM run_requests WHERE run_id = ?').run(String(runId));
    }
  });
}
