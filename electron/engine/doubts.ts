import { MillraceError } from '../../shared/errors/index.ts';
import { mayBeDone } from '../ports/outside-calls.ts';
import type { MapOutcome, Repeating, Settled } from '../ports/step.ts';
import { journalOutcomes } from './call-journal.ts';
import { type CallRecord, callContext } from './calls.ts';
import type { Replayed } from './replay.ts';
import type { RunningStep } from './running-step.ts';
import { settleCalls } from './settle-calls.ts';

/**
 * Gives `records` the outcomes that an earlier try of the run left in the journal. A call that began and whose end is
 * unknown is asked about, unless repeating it does no harm; where nobody can tell, the record fails with
 * OUTCOME_UNKNOWN. Failures that stopped the run are tried again. Rejects when the service can't be asked.
 */
export async function recallOutcomes(step: RunningStep, records: CallRecord[], repeating: Repeating): Promise<void> {
  const { replay } = step.execution;
  if (!replay) return;
  const doubtful: CallRecord[] = [];
  let begunAt = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const known = replay.call(step.id, record.key, record.id);
    if (!known || ('failed' in known && !repeating.settle)) continue;
    if ('outcome' in known && isFinal(step, known.outcome)) {
      record.outcome = known.outcome;
      tellRecalled(step, record, repeating);
      continue;
    }
    const since = doubtSince(known, repeating);
    if (since === undefined) continue;
    doubtful.push(record);
    begunAt = Math.min(begunAt, since);
  }
  if (doubtful.length === 0 || repeating.repeatable) return;
  const settled = await settleCalls(step, doubtful, repeating, { begunAt, known: replay.known(step.id) });
  for (const [place, record] of doubtful.entries()) {
    const found = settled[place] ?? 'unknown';
    if (found === 'unknown') record.outcome = { error: outcomeUnknown(step) };
    else if (found !== 'not-done') record.outcome = found.outcome;
  }
  await journalOutcomes(step, doubtful, await repeating.account?.());
}

function tellRecalled(step: RunningStep, record: CallRecord, repeating: Repeating): void {
  if (!repeating.recalled) return;
  const { idempotencyKey } = callContext(step, step.execution.signal, 1, () => `${record.key}#${record.id}`);
  repeating.recalled({ idempotencyKey, place: () => record.place });
}

/** False for a failure that stopped the run. */
function isFinal({ planned }: RunningStep, outcome: MapOutcome): boolean {
  return !('error' in outcome) || planned.policy !== 'stop';
}

/**
 * When a call was begun of which nobody knows whether it was done: its end wasn't seen, or it failed in such a way and its
 * service couldn't tell then; undefined for any other.
 */
function doubtSince(known: Replayed, { settle }: Repeating): number | undefined {
  if ('begunAt' in known) return known.begunAt;
  const { outcome, calledAt } = known;
  return settle && 'error' in outcome && mayBeDone(outcome.error) ? calledAt : undefined;
}

/**
 * Asks about the records of a write whose call may have been done although it failed, and puts what the service says
 * in the place of the failure. Gives the records that are known not to have been done.
 */
export async function settleFailures(
  step: RunningStep,
  records: readonly CallRecord[],
  outcomes: (MapOutcome | undefined)[],
  { repeating, begunAt }: { repeating: Repeating; begunAt: number },
): Promise<Set<CallRecord>> {
  const notDone = new Set<CallRecord>();
  if (step.effect !== 'write' || !repeating.settle || repeating.repeatable || step.execution.stopped) return notDone;
  const places = [...records.keys()].filter((place) => {
    const outcome = outcomes[place];
    return outcome !== undefined && 'error' in outcome && mayBeDone(outcome.error);
  });
  if (places.length === 0) return notDone;
  const doubtful = places.flatMap((place) => records[place] ?? []);
  let settled: Settled[];
  try {
    settled = await settleCalls(step, doubtful, repeating, { begunAt, known: [] });
  } catch {
    // The failure of the call says more than that the service couldn't be asked about it.
    for (const place of places) outcomes[place] = inDoubt(outcomes[place]);
    return notDone;
  }
  for (const [number, place] of places.entries()) {
    const found = settled[number] ?? 'unknown';
    const record = doubtful[number];
    const outcome = outcomes[place];
    if (found === 'not-done' && record) notDone.add(record);
    else if (typeof found === 'object') outcomes[place] = found.outcome;
    // What may have been done mustn't be tried again, whatever the answer allows.
    else if (outcome && 'error' in outcome && outcome.error.retryable)
      outcomes[place] = { error: outcomeUnknown(step) };
  }
  return notDone;
}

/** The same outcome of a call that may have been done: its failure is in doubt. */
function inDoubt(outcome: MapOutcome | undefined): MapOutcome | undefined {
  if (!outcome || !('error' in outcome) || !outcome.error.retryable) return outcome;
  return { error: outcome.error.withoutRetry({ doubtful: true }) };
}

function outcomeUnknown({ planned }: RunningStep): MillraceError {
  return new MillraceError('OUTCOME_UNKNOWN', { step: planned.step.name });
}
