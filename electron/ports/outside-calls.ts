import type { Json } from '../../shared/json/json.ts';
import type { Settled } from './step.ts';

/**
 * What the records of a call are known again by outside (`each`), in their order, in the words of their step type; null
 * where a record leaves nothing. `account`: whose things they are among, where that is known, such as an org's address.
 */
export type JournaledEvidence = { type: string; connection?: string; account?: string; each: Json[] };

/** One record of a call that left, or may have left, something outside. Times are ms since 1970. */
export type OutsideCall = {
  runId: string;
  step: string;
  batchKey: string;
  record: number | string;
  connection?: string;
  account?: string;
  /** What the record is known again by; null where `adds` tells it. */
  evidence: Json;
  begunAt: number;
  /** When its end was known, or when it was cut off; absent as long as its answer may come. */
  endedAt?: number;
  /** What it is known to have added; absent where nobody knows whether it was done. */
  adds?: Json;
};

/** Records of one step whose calls are spoken of. */
export type OutsideRecords = {
  runId: string;
  step: string;
  records: readonly { readonly key: string; readonly id: number | string }[];
};

/**
 * The calls with evidence that the runs of a store made lately, however they ended, as far as one whose answer never came
 * may be taken for them. Their beginnings and outcomes are journaled; the rest is said here.
 */
export type OutsideCalls = {
  /** Those of steps of a type that weren't over at `since`, or began later. Calls known not to have been done are left out. */
  read(type: string, since: number): OutsideCall[];
  /** Resolves when no call of the type is under way any more of those that are by now. */
  answered(type: string): Promise<void>;
  /** The calls with these records are in doubt from now on: no answer of them will come. */
  doubt(calls: OutsideRecords): void;
  /** What was found out about them, in the records' order: at once for everybody, before it is journaled. */
  settle(calls: OutsideRecords, settled: readonly Settled[]): void;
  /** Nothing of a run is under way any more. */
  ended(runId: string): void;
  /** Lets `work` begin when no other work of the type is under way; rejects when `signal` aborts before. */
  inTurn<Result>(type: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
};

/**
 * Milliseconds after which a service that was cut off in the middle of a call has ended it: Salesforce ends a call of
 * its REST API after ten minutes (“Rest API timeout”, App Limits Cheatsheet).
 */
export const LONGEST_CALL_MS = 600_000;

/** Milliseconds by which times of calls may differ from those of the service and of one another. */
export const CALL_MARGIN_MS = 10_000;

/** True for a failure after which the service may have done what it was asked for. */
export function mayBeDone({ code, data }: { code: string; data: Readonly<Record<string, unknown>> }): boolean {
  if (code === 'STEP_TIMEOUT' || code === 'OUTCOME_UNKNOWN') return true;
  return data.sent === true || (typeof data.status === 'number' && data.status >= 500);
}
