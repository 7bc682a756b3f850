import { z } from 'zod';

const estimate = z.object({
  least: z.number(),
  most: z.number().nullable(),
  how: z.enum(['measured', 'estimated', 'unknown']),
});

/** What a run would take, before it runs; ranges, with how they are known. */
export const forecast = z.object({
  /** Earlier runs of the flow that it was taken from; 0 where it comes from what the flow declares. */
  runs: z.number(),
  /** Records that reach each step (for the first: that it brings in), and calls that it makes, in the flow's order. */
  steps: z.array(z.object({ step: z.string(), name: z.string(), records: estimate, calls: estimate })),
  /** Calls by connection; `connectionId` is null for calls without one. */
  connections: z.array(
    z.object({
      connectionId: z.string().nullable(),
      name: z.string(),
      calls: estimate,
      /** Calls that the connection may make today still; null where it has no budget. */
      left: z.number().nullable(),
    }),
  ),
  durationMs: estimate,
});
export type Forecast = z.infer<typeof forecast>;
