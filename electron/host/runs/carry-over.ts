import { MillraceError } from '../../../shared/errors/index.ts';
import { mayBeDone } from '../../ports/outside-calls.ts';
import { isJournaledCall, isJournaledFinish, isJournaledIntent, type JournalEntry } from '../../ports/run.ts';

/** What of a run's journal another one begins with that tries it again. */
export type CarriedOver = {
  entries: JournalEntry[];
  /** How many records each step has done for good. */
  done: Map<string, number>;
  /** Steps that have made final what they did, or were about to: what is tried again can't be added to it. */
  finished: Set<string>;
};

type Fate = 'done' | 'failed' | 'in doubt' | 'in doubt, failed';

/**
 * Keeps what was done and what was read, so that none of it is done again; failures are left out, so they are tried
 * again. A call in doubt is asked about once more, also one that couldn't be settled and one that failed in such a way that
 * it may have been done; the latter is tried again where nobody can be asked, since somebody has seen its failure.
 */
export function carryOver(entries: readonly JournalEntry[], runId: string): CarriedOver {
  const fates = findFates(entries);
  const done = new Map<string, number>();
  for (const [key, fate] of fates) {
    const step = key.slice(0, key.indexOf(' '));
    if (fate === 'done') done.set(step, (done.get(step) ?? 0) + 1);
  }
  const carried: JournalEntry[] = [];
  for (const entry of entries) {
    const { outcome } = entry;
    const fateOf = (id: number | string) => fates.get(keyOf(entry, id));
    if (isJournaledIntent(outcome)) {
      const { begunAt } = outcome;
      if (begunAt === null) continue;
      const carry = (fate: Fate, more: { failed?: true }): void => {
        const records = outcome.records.filter((id) => fateOf(id) === fate);
        if (records.length > 0) carried.push({ ...entry, runId, outcome: { records, begunAt, ...more } });
      };
      carry('in doubt', {});
      carry('in doubt, failed', { failed: true });
    } else if (isJournaledCall(outcome)) {
      const kept = [...outcome.records.entries()].filter(
        ([place, id]) => !('error' in (outcome.outcomes[place] ?? {})) && fateOf(id) === 'done',
      );
      if (kept.length === 0) continue;
      const outcomes = kept.map(([place]) => outcome.outcomes[place] ?? {});
      carried.push({ ...entry, runId, outcome: { records: kept.map(([, id]) => id), outcomes } });
    } else if (!isJournaledFinish(outcome)) carried.push({ ...entry, runId });
  }
  const finished = new Set(entries.flatMap(({ step, outcome }) => (isJournaledFinish(outcome) ? [step] : [])));
  return { entries: carried, done, finished };
}

/** What became of each record of a call, by the last that the journal tells of it. */
function findFates(entries: readonly JournalEntry[]): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  for (const entry of entries) {
    const { outcome } = entry;
    if (isJournaledIntent(outcome)) {
      for (const id of outcome.records) {
        const key = keyOf(entry, id);
        if (fates.get(key) === 'done') continue;
        if (outcome.begunAt === null) fates.delete(key);
        else fates.set(key, 'in doubt');
      }
    } else if (isJournaledCall(outcome)) {
      for (const [place, id] of outcome.records.entries()) {
        const became = outcome.outcomes[place] ?? {};
        fates.set(keyOf(entry, id), 'error' in became ? fateOfFailure(MillraceError.from(became.error)) : 'done');
      }
    }
  }
  return fates;
}

function keyOf({ step, batchKey }: JournalEntry, id: number | string): string {
  return `${step} ${batchKey} ${JSON.stringify(id)}`;
}

function fateOfFailure(error: MillraceError): Fate {
  if (error.code === 'OUTCOME_UNKNOWN') return 'in doubt';
  return mayBeDone(error) ? 'in doubt, failed' : 'failed';
}
