import type { JournalEntry, JournaledCall } from '../ports/run.ts';
import type { CallRecord } from './calls.ts';
import type { RunningStep } from './running-step.ts';

/**
 * Journals that a call which may change something outside begins with `records`, or with null that it didn't after all;
 * one entry for each batch they are of.
 */
export async function journalIntent(
  { execution, id }: RunningStep,
  records: readonly CallRecord[],
  begunAt: number | null,
): Promise<void> {
  const entries: JournalEntry[] = [];
  for (const [batchKey, ofBatch] of Map.groupBy(records, ({ key }) => key)) {
    const outcome = { records: ofBatch.map(({ id: record }) => record), begunAt };
    entries.push({ runId: execution.runId, step: id, batchKey, outcome });
  }
  await execution.journal?.append(entries);
}

/** Journals what `records` came to, one entry for each batch they are of. Records without an outcome are left out. */
export async function journalOutcomes({ execution, id }: RunningStep, records: readonly CallRecord[]): Promise<void> {
  const settled = records.filter(({ outcome }) => outcome !== undefined);
  if (!execution.journal || settled.length === 0) return;
  const entries: JournalEntry[] = [];
  for (const [batchKey, ofBatch] of Map.groupBy(settled, ({ key }) => key)) {
    const outcome: JournaledCall = {
      records: ofBatch.map(({ id: record }) => record),
      outcomes: ofBatch.map(({ outcome = {} }) =>
        'error' in outcome
          ? { error: outcome.error.describe() }
          : 'records' in outcome
            ? { records: outcome.records }
            : outcome.adds === undefined
              ? {}
              : { adds: outcome.adds },
      ),
    };
    entries.push({ runId: execution.runId, step: id, batchKey, outcome });
  }
  await execution.journal.append(entries);
}
