import type { Journal, JournalEntry, JournaledIntent } from '../ports/run.ts';
import { type StoreContext, textOf } from './context.ts';
import type { OutsideCallStore } from './outside-calls.ts';

/** The engine's journal, kept until a run is past resuming. */
export type JournalStore = Journal & {
  /** The entries of a run, in the order in which they were appended. */
  read(runId: string): JournalEntry[];
  /** Forgets a run's entries: it succeeded, so it is never resumed. */
  remove(runId: string): void;
};

type Waiting = { entries: JournalEntry[]; resolve(): void; reject(reason: unknown): void };

export function createJournalStore({ database, clock }: StoreContext, outside: OutsideCallStore): JournalStore {
  const insert = database.prepare('INSERT INTO journal (run_id, step, batch_key, outcome) VALUES (?, ?, ?, ?)');
  let waiting: Waiting[] = [];

  /** One commit, and so one wait for the disk, for all that came in while I/O had its turn. */
  const commit = (): void => {
    const group = waiting;
    waiting = [];
    let noted = false;
    try {
      database.transaction(() => {
        for (const { entries } of group) {
          for (const entry of entries) {
            const { runId, step, batchKey, outcome } = entry;
            noted = outside.note(entry) || noted;
            insert.run(
              runId,
              step,
              batchKey,
              JSON.stringify('evidence' in outcome ? withoutEvidence(outcome) : outcome),
            );
          }
        }
      });
    } catch (thrown) {
      if (noted) outside.forget();
      for (const { reject } of group) reject(thrown);
      return;
    }
    for (const { resolve } of group) resolve();
  };

  return {
    outside,
    append(entries) {
      if (entries.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        if (waiting.length === 1) void clock.yield().then(commit);
      });
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
