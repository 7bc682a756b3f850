import { z } from 'zod';
import type { RunScope } from '../run/scope.ts';
import { identifier } from './base.ts';

const step = z.string().min(1).max(200);
const recorded = { step, dataFrom: identifier.optional() };

/** What part of a flow runs, as it is asked for. */
const runScope: z.ZodType<RunScope> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('until'), step }),
  z.object({ kind: z.literal('only'), ...recorded }),
  z.object({ kind: z.literal('from'), ...recorded }),
  z.object({ kind: z.literal('failures'), ...recorded }),
]);

/** What may be asked of a run beside what it runs with. */
export const partOfRun = {
  scope: runScope.optional(),
  /** Each step that brings records in stops after so many. */
  firstRecords: z.number().int().min(1).max(1_000_000).optional(),
  /** What is pinned stands in for its steps: for test runs only. */
  usesPinned: z.boolean().optional(),
  /** Where the run stops to be looked at: `runs.paused` tells the record, `runs.proceed` lets it go on. */
  breakpoints: z
    .array(z.object({ step, condition: z.string().max(10_000).optional() }))
    .max(100)
    .optional(),
};
