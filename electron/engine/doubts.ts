import { MillraceError } from '../../shared/errors/index.ts';
import type { Json } from '../../shared/json/json.ts';
import type { MapOutcome, Repeating, Settled } from '../ports/step.ts';
import { journalOutcomes } from './call-journal.ts';
import { type CallRecord, callContext } from './calls.ts';
import { guardCall } from './guard.ts';
import type { RunningStep } from './running-step.ts';

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
    if (!known) continue;
    if ('begunAt' in known) {
      doubtful.push(record);
      begunAt = Math.min(begunAt, known.begunAt);
    } else if (!('error' in known.outcome) || step.planned.policy !== 'stop') {
      record.outcome = known.outcome;
    }
  }
  if (doubtful.length === 0 || repeating.repeatable) return;
  const settled = await settle(step, doubtful, repeating, begunAt, replay.known(step.id));
  for (const [place, record] of doubtful.entries()) {
    const found = settled[place] ?? 'unknown';
    if (found === 'unknown') record.outcome = { error: outcomeUnknown(step) };
    else if (found !== 'not-done') record.outcome = found.outcome;
  }
  await journalOutcomes(step, doubtful);
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
  const places = [...records.keys()].filter((place) => mayBeDone(outcomes[place]));
  if (places.length === 0) return notDone;
  const doubtful = places.flatMap((place) => records[place] ?? []);
  let settled: Settled[];
  try {
    settled = await settle(step, doubtful, repeating, begunAt, []);
  } catch {
    // The failure of the call says more than that the service couldn't be asked about it.
    return notDone;
  }
  for (const [number, place] of places.entries()) {
    const found = settled[number] ?? 'unknown';
    const record = doubtful[number];
    if (found === 'not-done' && record) notDone.add(record);
    else if (typeof found === 'object') outcomes[place] = found.outcome;
  }
  return notDone;
}

/** True for a failure after which the service may have done what it was asked for. */
function mayBeDone(outcome: MapOutcome | undefined): boolean {
  if (!outcome || !('error' in outcome)) return false;
  const { code, data } = outcome.error;
  return data.sent === true || code === 'STEP_TIMEOUT' || (typeof data.status === 'number' && data.status >= 500);
}

async function settle(
  step: RunningStep,
  records: readonly CallRecord[],
  repeating: Repeating,
  begunAt: number,
  known: readonly Json[],
): Promise<Settled[]> {
  if (!repeating.settle) return records.map(() => 'unknown');
  const abort = new AbortController();
  const keyOf = (place: number) => `${records[place]?.key}#${records[place]?.id}`;
  const call = callContext(step, abort.signal, 1, keyOf);
  const asked = records.map(({ record }) => record);
  const begunAgoMs = Math.max(0, step.execution.clock.now() - begunAt);
  return guardCall(step, abort, async () => (await repeating.settle?.(asked, call, { begunAgoMs, known })) ?? []);
}

function outcomeUnknown({ planned }: RunningStep): MillraceError {
  return new MillraceError('OUTCOME_UNKNOWN', { step: planned.step.name });
}
