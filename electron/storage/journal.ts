import type { Journal, JournalEntry, JournaledIntent } from '../ports/run.ts';
import { type StoreContext, textOf } from './context.ts';
import type { OutsideCallStore } from './outside-calls.ts';

/** The engine's journal, kept until a run is past resuming. */
export type JournalStore = Journal & {
  /** The entries of a run, in the order in which they were appended. */
  read(runId: string): JournalEntry[];
  /** Makes what a run began outside, and nobody knows the end of, that of another run, which goes on with it. */
  handOver(from: string, to: string): void;
  /** Forgets a run's entries: nothing of it ran. */
  remove(runId: string): void;
};

export function createJournalStore({ database, commits }: StoreContext, outside: OutsideCallStore): JournalStore {
  const insert = database.prepare('INSERT INTO journal (run_id, step, batch_key, outcome) VALUES (?, ?, ?, ?)');

  return {
    outside,
    handOver: (from, to) => outside.handOver(from, to),
    async append(entries) {
      if (entries.length === 0) return;
      let noted = false;
      const work = (): void => {
        for (const entry of entries) {
          const { runId, step, batchKey, outcome } = entry;
          noted = outside.note(entry) || noted;
          const kept = 'evidence' in outcome ? withoutEvidence(outcome) : outcome;
          insert.run(runId, step, batchKey, JSON.stringify(kept));
        }
      };
      const undone = (): void => {
        if (noted) outside.forget();
      };
      await commits.add({ work, undone, durable: true });
    },
    read: (runId) =>
      database
        .prepare('SELECT step, batch_key, outcome FROM journal WHERE run_id = ? ORDER BY number')
        .all(runId)
        .map((row) => ({
          runId,
          step: textOf(row, 'step'),
          batchKey: textOf(row, 'batch_key'),
          outcome: JSON.parse(textOf(row, 'outcome')),
        })),
    remove(runId) {
      database.transaction(() => database.prepare('DELETE FROM journal WHERE run_id = ?').run(runId), {
        durable: false,
      });
    },
  };
}

/** It is kept once, where all runs look for it. */
function withoutEvidence({ evidence: _, ...intent }: JournaledIntent): JournaledIntent {
  return intent;
}
