import { z } from 'zod';
import { plannedOperations } from '../run/plan.ts';
import { json } from './base.ts';

/** The called flow and its step, by their names. */
const calledIn = z.object({ flow: z.string(), step: z.string() });

const plannedWrite = z.object({
  /** Counts the withheld writes of the run from 0. */
  number: z.number(),
  /** Its id; a step of a called flow has the id of the step that called and a slash before it, and so on. */
  step: z.string(),
  /** Where it isn’t a step of the flow itself. */
  calledIn: calledIn.optional(),
  /** Which of the records that reached the step it is for, from 0. */
  place: z.number(),
  operation: z.enum(plannedOperations),
  target: z.string(),
  recordId: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), now: json.optional(), wouldBecome: json.optional() })),
});
export type KeptWrite = z.infer<typeof plannedWrite>;

/** `total` counts all withheld writes, `kept` those that can be read; `counts` are of the kept ones, the most first. */
export const planPage = z.object({
  writes: z.array(plannedWrite),
  total: z.number(),
  kept: z.number(),
  counts: z.array(
    z.object({
      step: z.string(),
      calledIn: calledIn.optional(),
      operation: z.enum(plannedOperations),
      target: z.string(),
      count: z.number(),
    }),
  ),
  /** Steps that read where a step before them would have written, by their names: they read what is there now. */
  unwritten: z.array(z.object({ reader: z.string(), writer: z.string() })),
  /** Why the plan can’t be applied; null where it can. */
  obstacle: z.string().nullable(),
  /** The run that applied it. */
  appliedBy: z.string().nullable(),
});
export type PlanPage = z.infer<typeof planPage>;

/** A write that only one of two plans has: `gone` only the first, `new` only the second. */
const movedWrite = z.object({ change: z.enum(['gone', 'new']), write: plannedWrite });
export type MovedWrite = z.infer<typeof movedWrite>;

/** `runId` is the run that applies the plan; null where something moved, and `moved` lists the first 100 of that. */
export const planApplication = z.object({
  runId: z.string().nullable(),
  moved: z.array(movedWrite),
  movedTotal: z.number(),
});
export type PlanApplication = z.infer<typeof planApplication>;
