import type { ErrorCode } from '../errors/index.ts';
import type { JsonObject } from '../json/json.ts';

/** Something wrong with a flow. An `error` on a path that would run refuses the run; a `warning` doesn't. */
export type FlowProblem = {
  code: ErrorCode;
  severity: 'error' | 'warning';
  /** The step it is about; absent for the flow as a whole. */
  step?: string;
  /** The key of the setting it is about, dotted for a nested one: `salesforcePayload.Email`, `fields.0.value`. */
  field?: string;
  message: string;
  why: string;
  fix: string;
  data: JsonObject;
};
