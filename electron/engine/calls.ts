import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { CallContext, MapOutcome, Repeating } from '../ports/step.ts';
import type { RecordId } from './batch.ts';
import { evidenceOf, newAccount } from './call-evidence.ts';
import { journalIntent, journalOutcomes } from './call-journal.ts';
import { recallOutcomes, settleFailures } from './doubts.ts';
import { guardCall } from './guard.ts';
import { retryDelay, spared, usedUp } from './retry.ts';
import type { RunningStep } from './running-step.ts';

/** One record on its way through a step that calls out. */
export type CallRecord = {
  readonly record: JsonObject;
  /** Key of the batch it came in, and which record it is: its identity in journal and idempotency key. */
  readonly key: string;
  readonly id: RecordId;
  /** Its place among all that the step received. */
  readonly place: number;
  /** What became of it; absent as long as it wasn't tried, which is for good when the run stops before. */
  outcome?: MapOutcome;
};

/** Makes one call with some records; outcomes stand in the records' order. */
export type Invoke = (records: JsonObject[], call: CallContext) => Promise<MapOutcome[]>;

/**
 * How a step calls out. `journaled`: what it does is written down, so that a resumed run doesn't do it twice. `waits`:
 * when it began is, so that a resumed run doesn't begin anew.
 */
export type Calling = { invoke: Invoke; repeating: Repeating; journaled: boolean; waits?: boolean };

/** Tries of a write that is known not to have happened, where the flow asks for fewer: trying again does no harm. */
const SETTLED_ATTEMPTS = 3;

/**
 * Calls out with `records` until each has its outcome or its tries are used up: only records whose error is retryable
 * are tried again, with the same idempotency keys. What an earlier try of the run did isn't done again. A write is
 * journaled before it begins, completed outcomes after each try. Records stay without an outcome when the run stops
 * first. Rejects when the journal can't be written, or a service can't be asked about a call in doubt.
 */
export async function callOut(step: RunningStep, records: CallRecord[], calling: Calling): Promise<void> {
  if (step.execution.stopped) return;
  const { journaled, repeating } = calling;
  if (journaled) await recallOutcomes(step, records, repeating);
  let open = records.filter(({ outcome }) => !outcome);
  const arrivedAt = calling.waits ? await noteArrival(step, open) : undefined;
  for (let attempt = triesBefore(step, open) + 1; open.length > 0 && !step.execution.stopped; attempt += 1) {
    const announced = journaled && step.effect === 'write';
    const evidence = announced ? await evidenceOf(step, open, repeating) : undefined;
    const begunAt = step.execution.clock.now();
    if (announced) await journalIntent(step, open, begunAt, evidence);
    if (step.execution.stopped) {
      if (announced) await journalIntent(step, open, null);
      return;
    }
    const { outcomes, made } = await tryOnce(step, open, attempt, calling.invoke, arrivedAt);
    if (takeSuccesses(open, outcomes)) {
      if (journaled) await journalOutcomes(step, open, await newAccount(evidence, repeating));
      return;
    }
    const notDone = await settleFailures(step, open, outcomes, { repeating, begunAt });
    const mayRepeat = (outcome: MapOutcome | undefined, record: CallRecord): boolean => {
      if (!outcome || !('error' in outcome)) return false;
      const { retryable, data } = outcome.error;
      // The doubt alone forbade it.
      if (notDone.has(record)) {
        return (retryable || data.doubtful === true) && attempt < Math.max(step.attempts, SETTLED_ATTEMPTS);
      }
      return retryable && attempt < step.attempts;
    };
    const wanted = open.some((record, place) => mayRepeat(outcomes[place], record));
    // What the breaker held back was no call, so it costs nothing to ask again.
    const repeats = wanted && (!made || step.breaker.retries.spend());
    if (wanted && !repeats) step.tally.warned(spared);
    const again: CallRecord[] = [];
    let retryError: MillraceError | undefined;
    for (const [place, record] of open.entries()) {
      const outcome = outcomes[place];
      if (!outcome) continue;
      if (!('error' in outcome)) record.outcome = outcome;
      else if (repeats && mayRepeat(outcome, record)) {
        again.push(record);
        retryError ??= outcome.error;
      } else record.outcome = { error: usedUp(outcome.error, attempt) };
    }
    if (again.length > 0) {
      const { journal, runId } = step.execution;
      const calls = { runId, step: step.id, records: again };
      journal?.outside?.settle(
        calls,
        again.map(() => 'not-done' as const),
      );
    }
    if (journaled) await journalOutcomes(step, open, await newAccount(evidence, repeating));
    if (retryError) await waitToRetry(step, attempt, retryError);
    open = again;
  }
}

/** Gives each record its outcome when none of them failed, which is the usual case; else nothing is done. */
function takeSuccesses(records: readonly CallRecord[], outcomes: readonly (MapOutcome | undefined)[]): boolean {
  for (let place = 0; place < records.length; place += 1) {
    const outcome = outcomes[place];
    if (!outcome || 'error' in outcome) return false;
  }
  for (const [place, record] of records.entries()) record.outcome = outcomes[place];
  return true;
}

/** When a record arrived that is to wait, journaled when it is the first time. */
async function noteArrival(step: RunningStep, records: readonly CallRecord[]): Promise<number> {
  const { replay, clock } = step.execution;
  const [first] = records;
  const known = first && replay?.call(step.id, first.key, first.id);
  if (known && 'begunAt' in known) return known.begunAt;
  const now = clock.now();
  await journalIntent(step, records, now);
  return now;
}

/** Tries of a call that the end of the process cut off: they count among those that the flow allows. */
function triesBefore({ execution, id }: RunningStep, records: readonly CallRecord[]): number {
  const { replay } = execution;
  return replay ? Math.max(0, ...records.map((record) => replay.tries(id, record.key, record.id))) : 0;
}

/** One try: its outcomes, `undefined` for records that the end of the run left untried, and whether a call was made. */
async function tryOnce(
  step: RunningStep,
  records: CallRecord[],
  attempt: number,
  invoke: Invoke,
  arrivedAt?: number,
): Promise<{ outcomes: (MapOutcome | undefined)[]; made: boolean }> {
  const admission = step.breaker.admit();
  if (admission instanceof MillraceError) return { outcomes: records.map(() => ({ error: admission })), made: false };
  if (attempt === 1) step.breaker.retries.earn();
  const abort = new AbortController();
  const keyOf = (place: number) => {
    const of = records[place];
    return of ? `${of.key}#${of.id}` : `${place}`;
  };
  const call: CallContext = {
    ...callContext(step, abort.signal, attempt, keyOf),
    place: (index) => records[index]?.place ?? 0,
    ...(arrivedAt === undefined ? {} : { begunAt: arrivedAt }),
  };
  try {
    const made = await guardCall(step, abort, () =>
      invoke(
        records.map(({ record }) => record),
        call,
      ),
    );
    if (step.execution.stopped) {
      step.breaker.withdraw(admission);
      return { outcomes: made.map((outcome) => (isOfStop(outcome) ? undefined : outcome)), made: true };
    }
    step.breaker.report(admission, wholeCallError(made));
    const missing = () => ({ error: missingOutcome(step, records.length, made.length) });
    return { outcomes: records.map((_, place) => made[place] ?? missing()), made: true };
  } catch (thrown) {
    if (step.execution.stopped) {
      step.breaker.withdraw(admission);
      return { outcomes: [], made: true };
    }
    const error = toMillraceError(thrown);
    step.breaker.report(admission, error);
    return { outcomes: records.map(() => ({ error })), made: true };
  }
}

/** True for a failure that may come of nothing but that the run stopped, and would be told as the record’s for good. */
function isOfStop(outcome: MapOutcome): boolean {
  if (!('error' in outcome)) return false;
  const { code, retryable } = outcome.error;
  return retryable || code === 'RUN_CANCELLED' || code === 'UNKNOWN_ERROR';
}

/** What a step is told about a call. `keyOf` names a record of the call within the step. */
export function callContext(
  step: RunningStep,
  signal: AbortSignal,
  attempt: number,
  keyOf: (index: number) => string,
): CallContext {
  const { execution, id, tally, warn } = step;
  return {
    signal,
    attempt,
    idempotencyKey: (index) => `${execution.keysOf}/${id}/${keyOf(index)}`,
    scopeFor: (record) => execution.scope(record, warn),
    warn: (warning) => tally.warned(warning),
  };
}

/** The error of a call in which every record failed, for the circuit breaker. */
function wholeCallError(outcomes: MapOutcome[]): MillraceError | undefined {
  let first: MillraceError | undefined;
  for (const outcome of outcomes) {
    if (!('error' in outcome)) return undefined;
    first ??= outcome.error;
  }
  return first;
}

function missingOutcome(step: RunningStep, sent: number, answered: number): MillraceError {
  const detail = `“${step.planned.step.type}” gave ${answered} outcomes for ${sent} records`;
  return new MillraceError('UNKNOWN_ERROR', { detail });
}

/** Waits the backoff; ends early, without an error, when the run stops. */
async function waitToRetry(step: RunningStep, attempt: number, error: MillraceError): Promise<void> {
  const { execution } = step;
  if (execution.stopped) return;
  const delayMs = retryDelay(error, attempt, execution.random);
  step.tally.retried(attempt + 1, delayMs, error);
  await execution.clock.sleep(delayMs, execution.signal).catch((reason: unknown) => {
    if (!execution.stopped) throw reason;
  });
}
