import type { Json } from '../../shared/json/json.ts';
import type { Repeating } from '../ports/step.ts';
import { type CallRecord, callContext } from './calls.ts';
import type { RunningStep } from './running-step.ts';

/** What the records of a call are known again by, in their order, and on which account, where that is known. */
export type CallEvidence = { each: Json[]; account: string | undefined };

/** What the records of a call are known again by, where somebody may have to ask for them and all runs can be told. */
export async function evidenceOf(
  step: RunningStep,
  records: readonly CallRecord[],
  repeating: Repeating,
): Promise<CallEvidence | undefined> {
  if (!repeating.evidence || !repeating.settle || !step.execution.journal?.outside) return undefined;
  const keyOf = (place: number) => `${records[place]?.key}#${records[place]?.id}`;
  const call = callContext(step, step.execution.signal, 1, keyOf);
  const each = await repeating.evidence(
    records.map(({ record }) => record),
    call,
  );
  return { each, account: await repeating.account?.() };
}

/** The account of a call that began with evidence, where it came to be known in the call: who signs in learns it. */
export async function newAccount(
  evidence: CallEvidence | undefined,
  { account }: Repeating,
): Promise<string | undefined> {
  return evidence && evidence.account === undefined ? account?.() : undefined;
}
