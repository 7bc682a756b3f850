import { z } from 'zod';
import { identifier, reads, requires, timestamp } from './base.ts';

/** How many calls a connection may make a day (null: as many as it likes), how many it made today, and when the next day begins. */
export const callBudget = z.object({
  dailyCalls: z.number().nullable(),
  callsToday: z.number(),
  resetsAt: timestamp,
});
export type CallBudget = z.infer<typeof callBudget>;

/** Budgets of calls; runs that would go past one wait until the next day, or until it is raised. */
export const budgetsContract = {
  get: reads.input(z.object({ connectionId: identifier })).output(callBudget),
  /** In force at once, for runs under way too. Neither a new version of the connection nor a test is needed. */
  set: requires('manageConnections')
    .input(z.object({ connectionId: identifier, dailyCalls: z.number().int().min(1).max(1_000_000_000).nullable() }))
    .output(callBudget),
};
