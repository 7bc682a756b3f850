import type { Json } from '../../shared/json/json.ts';
import { CALL_MARGIN_MS, LONGEST_CALL_MS, type OutsideCall } from '../ports/outside-calls.ts';
import type { Doubt, OtherCall, Repeating } from '../ports/step.ts';
import type { CallRecord } from './calls.ts';
import type { RunningStep } from './running-step.ts';

/** When calls began, at the earliest (ms since 1970), and what is known to have been added by others of their step. */
export type UnseenCalls = { begunAt: number; known: readonly Json[] };

/**
 * How far back is looked where the clock was set back since the call began, so that nobody can tell when that was:
 * seven days, the time in which a run that was cut off is gone on with, at the latest, as a rule.
 */
const CLOCK_SET_BACK_MS = 7 * 86_400_000;

/** What is known of calls with `records` whose end wasn't seen, and of those that may be taken for them. */
export function describeDoubt(
  step: RunningStep,
  records: readonly CallRecord[],
  { begunAt, known }: UnseenCalls,
): Doubt {
  const { clock, journal } = step.execution;
  const { type } = step.planned.step;
  const connection = step.connectionId;
  const ago = (time: number) => (time > clock.now() ? CLOCK_SET_BACK_MS : clock.now() - time);
  const overAgo = ({ endedAt }: OutsideCall) =>
    endedAt === undefined ? Number.NEGATIVE_INFINITY : clock.now() - endedAt - LONGEST_CALL_MS;
  const { own } = readCalls(step, records, begunAt);
  const evidence = records.map(({ key, id }) => own.get(nameOf(key, id)));
  return {
    // Told when it is asked for: a service takes its time to tell its own.
    get begunAgoMs() {
      return ago(begunAt);
    },
    overAgoMs: Math.min(...evidence.map((call) => (call ? overAgo(call) : Number.NEGATIVE_INFINITY))),
    known,
    evidence: evidence.map((call) => call?.evidence ?? null),
    others: async () => {
      await journal?.outside?.answered(type);
      return readCalls(step, records, begunAt).others.map(
        (call): OtherCall => ({
          sameConnection: call.connection === connection,
          ...(call.account === undefined ? {} : { account: call.account }),
          evidence: call.evidence,
          begunAgoMs: ago(call.begunAt),
          overAgoMs: overAgo(call),
          ...('adds' in call ? { adds: call.adds } : {}),
        }),
      );
    },
  };
}

/**
 * From when on a service has ended calls with `records` that were cut off (ms since 1970): it had as long as it had until
 * then, or as long as their step type says, whatever is longer. None was cut off later than its time limit.
 */
export function quietAt(
  step: RunningStep,
  records: readonly CallRecord[],
  { settlesAfterMs = 0 }: Repeating,
  begunAt: number,
): number {
  const now = step.execution.clock.now();
  const { own } = readCalls(step, records, begunAt);
  const calls = own.size > 0 ? [...own.values()] : [{ begunAt, endedAt: now }];
  const ends = calls.map(({ begunAt: told, endedAt = now }) => {
    const begun = Math.min(told, now);
    const cut = Math.max(begun, Math.min(endedAt, begun + step.timeoutSeconds * 1_000));
    return cut + Math.min(LONGEST_CALL_MS, Math.max(settlesAfterMs, cut - begun));
  });
  return Math.max(...ends);
}

/** The calls with these records, by the names of the records, and all others of the type that weren't over by then. */
function readCalls(step: RunningStep, records: readonly CallRecord[], begunAt: number) {
  const { runId, journal } = step.execution;
  const asked = new Set(records.map(({ key, id }) => nameOf(key, id)));
  const own = new Map<string, OutsideCall>();
  const others: OutsideCall[] = [];
  for (const call of journal?.outside?.read(step.planned.step.type, begunAt - CALL_MARGIN_MS) ?? []) {
    const name = nameOf(call.batchKey, call.record);
    if (call.runId === runId && call.step === step.id && asked.has(name)) own.set(name, call);
    else others.push(call);
  }
  return { own, others };
}

function nameOf(key: string, id: number | string): string {
  return `${key}#${JSON.stringify(id)}`;
}
