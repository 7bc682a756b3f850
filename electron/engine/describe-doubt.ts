import type { Json } from '../../shared/json/json.ts';
import { CALL_MARGIN_MS, LONGEST_CALL_MS, type OutsideCall } from '../ports/outside-calls.ts';
import type { Doubt, OtherCall } from '../ports/step.ts';
import type { CallRecord } from './calls.ts';
import type { RunningStep } from './running-step.ts';

/**
 * How far back is looked where the clock was set back since the call began, so that nobody can tell when that was:
 * seven days, the time in which a run that was cut off is gone on with, at the latest, as a rule.
 */
const CLOCK_SET_BACK_MS = 7 * 86_400_000;

/** What is known of calls with `records` whose end wasn't seen, and of those that may be taken for them. */
export function describeDoubt(
  step: RunningStep,
  records: readonly CallRecord[],
  begunAt: number,
  known: readonly Json[],
): Doubt {
  const { clock, runId, journal } = step.execution;
  const outside = journal?.outside;
  const type = step.planned.step.type;
  const connection = step.connectionId;
  const ago = (time: number) => (time > clock.now() ? CLOCK_SET_BACK_MS : clock.now() - time);
  const overAgo = ({ endedAt }: OutsideCall) =>
    endedAt === undefined ? Number.NEGATIVE_INFINITY : clock.now() - endedAt - LONGEST_CALL_MS;
  const asked = new Set(records.map(({ key, id }) => nameOf(key, id)));
  const isAsked = (call: OutsideCall) =>
    call.runId === runId && call.step === step.id && asked.has(nameOf(call.batchKey, call.record));
  const calls = outside?.read(type, begunAt - CALL_MARGIN_MS) ?? [];
  const own = new Map(calls.filter(isAsked).map((call) => [nameOf(call.batchKey, call.record), call]));
  const isKnown = records.every(({ key, id }) => own.has(nameOf(key, id)));
  return {
    // Told when it is asked for: a service takes its time to tell its own.
    get begunAgoMs() {
      return ago(begunAt);
    },
    overAgoMs: isKnown ? Math.min(...[...own.values()].map(overAgo)) : Number.NEGATIVE_INFINITY,
    known,
    evidence: records.map(({ key, id }) => own.get(nameOf(key, id))?.evidence ?? null),
    others: async () => {
      await outside?.answered(type);
      const others = outside?.read(type, begunAt - CALL_MARGIN_MS).filter((call) => !isAsked(call)) ?? [];
      return others.map(
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

function nameOf(key: string, id: number | string): string {
  return `${key}#${JSON.stringify(id)}`;
}
