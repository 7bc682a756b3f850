import { z } from 'zod';
import { historyBounds } from '../run/history.ts';
import { reads, requires } from './base.ts';

const limit = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
  z.number().int().min(minimum).max(maximum);

export const historySettings = z.object({
  /** About how many bytes all runs may take. */
  bytes: limit(historyBounds.bytes),
  days: limit(historyBounds.days),
  runsOfAFlow: limit(historyBounds.runsOfAFlow),
  /** False where no run keeps records, whatever its flow says. */
  keepsRecords: z.boolean(),
});

const history = z.object({
  settings: historySettings,
  /** How many runs are kept, and about how many bytes they take. */
  size: z.object({ runs: z.number(), bytes: z.number() }),
});
export type History = z.infer<typeof history>;

export const historyContract = {
  /** What is kept of runs. */
  get: reads.output(history),
  /** Sets it; answers once what is past it is removed, oldest first, never the newest failed run of a flow. */
  change: requires('changeSettings').input(historySettings).output(history),
};
