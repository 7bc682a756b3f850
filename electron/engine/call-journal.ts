import type { JournalEntry, JournaledCall, JournaledIntent } from '../ports/run.ts';
import type { CallEvidence } from './call-evidence.ts';
import type { CallRecord } from './calls.ts';
import type { RunningStep } from './running-step.ts';

/**
 * Journals that a call which may change something outside begins with `records`, or with null that it didn't after all;
 * one entry for each batch they are of. `evidence` is what they will be known again by.
 */
export async function journalIntent(
  { execution, id, planned, connectionId }: RunningStep,
  records: readonly CallRecord[],
  begunAt: number | null,
  evidence?: CallEvidence,
): Promise<void> {
  const entries: JournalEntry[] = [];
  const placed = records.map((record, place) => ({ record, known: evidence?.each[place] ?? null }));
  const about = {
    type: planned.step.type,
    ...(connectionId === undefined ? {} : { connection: connectionId }),
    ...(evidence?.account === undefined ? {} : { account: evidence.account }),
  };
  for (const [batchKey, ofBatch] of Map.groupBy(placed, ({ record }) => record.key)) {
    const outcome: JournaledIntent = { records: ofBatch.map(({ record }) => record.id), begunAt };
    if (evidence) outcome.evidence = { ...about, each: ofBatch.map(({ known }) => known) };
    entries.push({ runId: execution.runId, step: id, batchKey, outcome });
  }
  await execution.journal?.append(entries);
}

/**
 * Journals what `records` came to, one entry for each batch they are of, and on which account. Records without an outcome
 * are left out.
 */
export async function journalOutcomes(
  { execution, id }: RunningStep,
  records: readonly CallRecord[],
  account?: string,
): Promise<void> {
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
    if (account !== undefined) outcome.account = account;
    entries.push({ runId: execution.runId, step: id, batchKey, outcome });
  }
  await execution.journal.append(entries);
}
