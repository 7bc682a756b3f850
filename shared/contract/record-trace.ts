import { z } from 'zod';
import type { ErrorDescription } from '../errors/index.ts';
import { isJsonObject } from '../json/json.ts';
import type { RunStatus } from '../run/events.ts';

const step = z.string();
const place = z.number().int().min(0);

/** A record of a run: the one at `index` among all that left `step` through `port`, from 0. */
export const emittedRecord = z.object({ step, port: z.string(), index: place });

/** A record as a step received it, whatever became of it there; `place` counts what the step received, from 0. */
export const receivedRecord = z.object({ step, place });

/** A record that can be followed: one that left a step, or one that a step received (a failed one, say). */
export type TracedRecord = z.infer<typeof emittedRecord> | z.infer<typeof receivedRecord>;

/** A record that another came of, or that came of it, and the run that it belongs to. */
export const recordRelative = z.object({ runId: z.string(), ...emittedRecord.shape });
export type RecordRelative = z.infer<typeof recordRelative>;

/**
 * Where a way ended: a step received the record and handed nothing of it on. It failed there (with its error, where that
 * was kept), led to nothing, wasn't tried since the run ended, or is still under way.
 */
const ending = z.object({
  runId: z.string(),
  ...receivedRecord.shape,
  became: z.enum(['failed', 'filtered', 'skipped', 'waiting']),
  error: z.custom<ErrorDescription>(isJsonObject).optional(),
});

/** A run that a way leads through, with the step and record of the run that called it. */
const tracedRun = z.object({
  runId: z.string(),
  number: z.number(),
  flowName: z.string(),
  status: z.custom<RunStatus>((value) => typeof value === 'string'),
  /** In execution order. */
  steps: z.array(z.object({ id: z.string(), name: z.string() })),
  calledBy: z.object({ runId: z.string(), ...receivedRecord.shape }).optional(),
});

/**
 * Where a way goes on that isn't known any more, for `count` records: the runs that `step` called were forgotten; the
 * run that called this one was, by its `step` (`number` and `flowName` are that one's); or this run kept less.
 */
const gap = z.object({
  runId: z.string(),
  step,
  why: z.enum(['called-run-gone', 'calling-run-gone', 'kept-less']),
  count: z.number(),
  number: z.number().optional(),
  flowName: z.string().optional(),
});

/**
 * The relatives of a record through all runs that called one another, at most 500 in each direction: those of its own run
 * and of its callers first, nearest first. `more` when there are others.
 */
export const recordTrace = z.object({
  from: z.array(recordRelative),
  to: z.array(recordRelative),
  endings: z.array(ending),
  /** The runs of all these, the one that was asked about first. */
  runs: z.array(tracedRun),
  gaps: z.array(gap),
  more: z.boolean(),
});
export type RecordTrace = z.infer<typeof recordTrace>;
