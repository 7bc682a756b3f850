import { z } from 'zod';
import { reads, requires } from './base.ts';

export const practiceStatus = z.object({
  running: z.boolean(),
  loginUrl: z.string().nullable(),
  instanceUrl: z.string().nullable(),
  username: z.string().nullable(),
});
export type PracticeStatus = z.infer<typeof practiceStatus>;

export const practiceContract = {
  status: reads.output(practiceStatus),
  start: requires('managePractice').output(practiceStatus),
  /** Puts the sample records back. */
  reset: requires('managePractice').output(practiceStatus),
};
