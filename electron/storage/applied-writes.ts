import { type StoreContext, textOf } from './context.ts';

/**
 * What a run that applies a plan takes from it for one record: `key` is the same for every try of that record, `digest`
 * names a write that it does, `place` where the plan has one that it takes.
 */
export type AppliedWrites = { key: string; writes: { digest: string; place: string }[] };

/** Which writes of its plan a run has taken, so that it knows that when it goes on after a crash. */
export type AppliedWriteStore = {
  /**
   * Keeps what is about to go out. Survives the end of the process at once, and a power cut as soon as anything durable is
   * written after it, such as the journal's entry that it was done.
   */
  keep(runId: string, taken: AppliedWrites): void;
  /** All that the run has taken. */
  list(runId: string): AppliedWrites[];
  /** Forgets it with what is written next: the run never goes on. */
  forget(runId: string): void;
};

export function createAppliedWriteStore({ database, commits }: StoreContext): AppliedWriteStore {
  return {
    keep: (runId, { key, writes }) =>
      void database.transaction(
        () => database.prepare('INSERT INTO applied_writes VALUES (?, ?, ?)').run(runId, key, JSON.stringify(writes)),
        { durable: false },
      ),
    list: (runId) =>
      database
        .prepare('SELECT key, writes FROM applied_writes WHERE run_id = ?')
        .all(runId)
        .map((row) => ({ key: textOf(row, 'key'), writes: JSON.parse(textOf(row, 'writes')) })),
    // Nothing waits for it; what can't be removed now goes with the run.
    forget: (runId) => {
      const work = () => database.prepare('DELETE FROM applied_writes WHERE run_id = ?').run(runId);
      commits.add({ work }).catch(() => undefined);
    },
  };
}
