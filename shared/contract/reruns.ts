import { z } from 'zod';
import { identifier } from './base.ts';

const step = z.string().min(1).max(200);

/**
 * Where a run that is tried again begins. `failed`: where it failed, with what was done before left as it is; `step`:
 * at that step, with the records that reached it; `failures`: with the records that failed at a step, and only those.
 */
export const rerunStart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('failed') }),
  z.object({ kind: z.literal('step'), step }),
  /** Without a step, the only one at which records failed. */
  z.object({ kind: z.literal('failures'), step: step.optional() }),
]);

/** A run to try again, with the flow as it was then or as it is now. */
export const rerunRequest = z.object({
  runId: identifier,
  version: z.enum(['same', 'current']),
  from: rerunStart,
});
export type RerunRequest = z.infer<typeof rerunRequest>;

/** One way to try a run again. */
export const rerunOption = z.object({
  version: z.enum(['same', 'current']),
  from: rerunStart,
  /** Why it can't be chosen; null where it can. */
  unavailable: z.string().nullable(),
  /** Records that are done for good, and aren't done again. */
  kept: z.number(),
  /** Steps that change something outside and would do so again, with the records that they did. */
  repeats: z.array(z.object({ step: z.string(), name: z.string(), records: z.number() })),
});
export type RerunOption = z.infer<typeof rerunOption>;

/** All ways to try a run again, the best first. `revision` is the version that it had, `current` the flow's present one. */
export const rerunOptions = z.object({
  revision: z.number(),
  current: z.number().nullable(),
  options: z.array(rerunOption),
});
export type RerunOptions = z.infer<typeof rerunOptions>;
