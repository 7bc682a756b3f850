import type { JsonObject } from '../../shared/json/json.ts';
import { numberOf, type StoreContext, textOf } from './context.ts';

/** What a run was asked to do. It is kept as JSON, without what is `undefined`; nothing of it may change afterwards. */
export type RequestData = Readonly<Record<string, unknown>>;

/** What runs were asked to do, kept so that they can go on after the end of their process. */
export type RunRequestStore = {
  /** Keeps the request of a new run, durably, as its first try. */
  keep(runId: string, request: RequestData): void;
  /** The request, and how often it was tried; undefined for a run that can't go on. */
  read(runId: string): { request: JsonObject; attempts: number } | undefined;
  /** Ids of the runs that were cut off and can go on, oldest first; called ones go on with the run that called them. */
  interrupted(): string[];
  /** Counts one more try, durably, and gives its number. */
  countAttempt(runId: string): number;
  remove(runId: string): void;
  /** Forgets what a run was asked to do and what it journaled, with what is written next: it never goes on. */
  forget(runId: string): void;
};

export function createRunRequestStore({ database, commits }: StoreContext): RunRequestStore {
  /** What is about to be forgotten isn't there for anybody any more. */
  const leaving = new Set<string>();
  return {
    keep: (runId, request) => {
      if (leaving.has(runId)) commits.settle();
      database.transaction(() =>
        database.prepare('INSERT INTO run_requests VALUES (?, ?, 1)').run(runId, JSON.stringify(request)),
      );
    },
    read(runId) {
      if (leaving.has(runId)) return undefined;
      const row = database.prepare('SELECT request, attempts FROM run_requests WHERE run_id = ?').get(runId);
      return row && { request: JSON.parse(textOf(row, 'request')), attempts: numberOf(row, 'attempts') };
    },
    interrupted: () =>
      database
        .prepare(
          `SELECT runs.id FROM runs JOIN run_requests ON run_requests.run_id = runs.id
           WHERE runs.status = 'interrupted' AND runs.id NOT IN (SELECT run_id FROM called_runs) ORDER BY runs.number`,
        )
        .all()
        .map((row) => textOf(row, 'id')),
    countAttempt: (runId) =>
      database.transaction(() => {
        const row = database
          .prepare('UPDATE run_requests SET attempts = attempts + 1 WHERE run_id = ? RETURNING attempts')
          .get(runId);
        return numberOf(row ?? {}, 'attempts');
      }),
    remove: (runId) =>
      void database.transaction(() => database.prepare('DELETE FROM run_requests WHERE run_id = ?').run(runId), {
        durable: false,
      }),
    // Nothing waits for it: after a crash that undoes this, the end of the run before it may be known, or the run goes on
    // from its journal, which is then there as well. What can't be removed at all goes with the run.
    forget: (runId) => {
      const work = (): void => {
        database.prepare('DELETE FROM run_requests WHERE run_id = ?').run(runId);
        database.prepare('DELETE FROM journal WHERE run_id = ?').run(runId);
      };
      const left = (): void => void leaving.delete(runId);
      leaving.add(runId);
      commits.add({ work, committed: left }).catch(left);
    },
  };
}
