import type { Json } from '../json/json.ts';

/** What a withheld write would do. */
export const plannedOperations = [
  'create',
  'update',
  'delete',
  'send',
  'write-file',
  'set-value',
  'delete-value',
] as const;
export type PlannedOperation = (typeof plannedOperations)[number];

/** One field of a withheld write: what it holds now (absent: nothing, or not known) and what it would hold. */
export type PlannedField = { field: string; now?: Json; wouldBecome?: Json };

/**
 * One write that a dry run withheld. `target` is what people know it by: an object, a file’s path, a method with its
 * address, whose stored value. `recordId` names the record or key in it, where that is known before. `content` is the
 * SHA-256 of what would be written besides the fields.
 */
export type PlannedWrite = {
  operation: PlannedOperation;
  target: string;
  recordId?: string;
  fields: PlannedField[];
  content?: string;
};

/** How many writes of one kind a dry run withheld. */
export type PlannedCount = { step: string; operation: PlannedOperation; target: string; count: number };

/** Stands in a dry run for what only a created record would have, such as its id. */
export const WOULD_BE_CREATED = '‹would be created›';

/** Stands in a dry run for the answer to a request that was withheld. */
export const NOT_KNOWN_YET = '‹not known yet›';

/** What stands for something that isn't known before a write has been done. */
export const unknownInPlans: readonly string[] = [WOULD_BE_CREATED, NOT_KNOWN_YET];

/** Stands in a plan for the value of a header or query parameter that the connection adds. */
export const FROM_CONNECTION = '‹from the connection›';

/** Stands in a plan for a value that is likely to be secret. It counts when plans are compared. */
export const NOT_SHOWN = '‹not shown›';
