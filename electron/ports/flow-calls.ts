import type { JsonObject } from '../../shared/json/json.ts';
import type { Openness } from './planning.ts';

/** What a called flow came to: the records of its last steps, and how many records failed without stopping it. */
export type CalledRun = { output: JsonObject[]; more: boolean; failed: number; number: number };

/** One call: for which record (`place` counts those that the step received), and under which key, the same in any process. */
export type FlowCall = {
  step: string;
  place: number;
  key: string;
  input: JsonObject;
  signal: AbortSignal;
  /** In a run that plans its writes or applies a plan. */
  openness?: Openness;
};

/** A flow that may be called here. */
export type CallableFlow = {
  name: string;
  /** How many calls may be under way at once. */
  concurrency: number;
  /**
   * Runs the flow with the record, as a run of its own. A run that an earlier call with this key began goes on, or tells
   * what it came to. Rejects with CALLED_FLOW_FAILED, what kept it from beginning, or the signal's reason.
   */
  call(call: FlowCall): Promise<CalledRun>;
  /** Hears that what an earlier call with this key came to stands for this record now. */
  recalled?(call: Pick<FlowCall, 'step' | 'place' | 'key'>): void;
};

/** The flows that steps of one run may call. */
export type FlowCalls = {
  /**
   * The flow with this id or name, or in this file. Throws FLOW_NOT_FOUND, FLOW_CALLS_ITSELF or FLOW_CALLED_TOO_DEEP, or
   * what reading a file throws.
   */
  find(reference: string): Promise<CallableFlow>;
};
