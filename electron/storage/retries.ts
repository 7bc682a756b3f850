import { numberOf, type StoreContext, textOf } from './context.ts';

/** What a run tries again of an earlier one: what failed at a step, or without one all that is left of it. */
export type Retry = { of: string; step?: string };

/** A run that tries another one again; its number is there once it has begun. */
export type RetryClaim = { retryId: string; number: number | undefined };

/** Which runs try which again, so that nothing is tried again twice over. */
export type RetryStore = {
  /** Notes, durably, that a run tries this again; gives the one that does so already, in whole or in part, if any. */
  claim(retry: Retry, retryId: string): RetryClaim | undefined;
  /** Takes a claim back: the run couldn't begin. */
  unclaim(retryId: string): void;
  /** The run that tries this again already, in whole or in part. */
  find(retry: Retry): RetryClaim | undefined;
  /** The runs that try this one again, each with the step whose failures it tries; without one, all that is left. */
  all(runId: string): { retryId: string; step?: string }[];
  /** The run that goes on in this one's place: with all that was left of it. */
  successor(runId: string): RetryClaim | undefined;
};

/** Claims of runs that never began are gone: the process that was about to begin them has ended. */
export function createRetryStore({ database }: StoreContext): RetryStore {
  database.prepare('DELETE FROM run_retries WHERE number IS NULL').run();
  const findWhere = (condition: string, ...values: string[]): RetryClaim | undefined => {
    const row = database.prepare(`SELECT retry_id, number FROM run_retries WHERE ${condition} LIMIT 1`).get(...values);
    if (!row) return undefined;
    return { retryId: textOf(row, 'retry_id'), number: row.number === null ? undefined : numberOf(row, 'number') };
  };
  const successor = (runId: string) => findWhere("run_id = ? AND step = ''", runId);
  const find = ({ of, step }: Retry): RetryClaim | undefined =>
    step === undefined
      ? findWhere('run_id = ?', of)
      : (successor(of) ?? findWhere('run_id = ? AND step = ?', of, step));
  return {
    find,
    successor,
    all: (runId) =>
      database
        .prepare('SELECT retry_id, step FROM run_retries WHERE run_id = ?')
        .all(runId)
        .map((row) => {
          const step = textOf(row, 'step');
          return { retryId: textOf(row, 'retry_id'), ...(step === '' ? {} : { step }) };
        }),
    claim: (retry, retryId) =>
      database.transaction(() => {
        const found = find(retry);
        if (found) return found;
        database.prepare('INSERT INTO run_retries VALUES (?, ?, ?, NULL)').run(retry.of, retry.step ?? '', retryId);
        return undefined;
      }),
    unclaim: (retryId) => void database.prepare('DELETE FROM run_retries WHERE retry_id = ?').run(retryId),
  };
}
