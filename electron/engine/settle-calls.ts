import type { Repeating, Settled } from '../ports/step.ts';
import { type CallRecord, callContext } from './calls.ts';
import { describeDoubt, quietAt, type UnseenCalls } from './describe-doubt.ts';
import { guardCall } from './guard.ts';
import type { RunningStep } from './running-step.ts';

/**
 * Asks what became of calls that nothing will be heard of any more, in the records' order. A service may still be busy with
 * a call whose caller is gone: so that one wasn't done counts only when it had its time, and is asked a second time then.
 * Rejects when the service can't be asked, or the run stops.
 */
export async function settleCalls(
  step: RunningStep,
  records: readonly CallRecord[],
  repeating: Repeating,
  calls: UnseenCalls,
): Promise<Settled[]> {
  if (!repeating.settle) return records.map(() => 'unknown');
  const { clock, journal, runId, signal } = step.execution;
  journal?.outside?.doubt({ runId, step: step.id, records });
  const quiet = quietAt(step, records, repeating, calls.begunAt);
  const tooEarly = clock.now() < quiet;
  const settled = await askInTurn(step, records, repeating, { ...calls, tooEarly });
  const places = [...settled.keys()].filter((place) => settled[place] === 'not-done');
  if (places.length > 0 && tooEarly) {
    await clock.sleep(Math.max(0, quiet - clock.now()), signal);
    const left = places.flatMap((place) => records[place] ?? []);
    const again = await askInTurn(step, left, repeating, { ...calls, tooEarly: false });
    for (const [number, place] of places.entries()) settled[place] = again[number] ?? 'unknown';
  }
  return settled;
}

/**
 * Who asks for a type of step does so in turn, and tells at once what was found: two must never take one thing for theirs.
 * What wasn't done isn't told where it is too early.
 */
function askInTurn(
  step: RunningStep,
  records: readonly CallRecord[],
  repeating: Repeating,
  { tooEarly, ...calls }: UnseenCalls & { tooEarly: boolean },
): Promise<Settled[]> {
  const { execution, id, planned } = step;
  const outside = execution.journal?.outside;
  const ask = async () => {
    const abort = new AbortController();
    const keyOf = (place: number) => `${records[place]?.key}#${records[place]?.id}`;
    const call = callContext(step, abort.signal, 1, keyOf);
    const asked = records.map(({ record }) => record);
    const doubt = describeDoubt(step, records, calls);
    const found = await guardCall(step, abort, async () => (await repeating.settle?.(asked, call, doubt)) ?? []);
    const settled = records.map((_, place) => found[place] ?? 'unknown');
    const told = settled.map((one) => (one === 'not-done' && tooEarly ? 'unknown' : one));
    outside?.settle({ runId: execution.runId, step: id, records }, told);
    return settled;
  };
  return outside ? outside.inTurn(planned.step.type, execution.signal, ask) : ask();
}
