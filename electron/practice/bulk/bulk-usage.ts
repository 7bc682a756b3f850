import { DailyCount } from './daily-count.ts';

/** Most records of one batch, as given by a client of v1 or cut by the service from an upload. Source: Bulk API limits. */
export const batchLimit = 10_000;

/** What of the day's bulk limits is used, as the limits resource tells it; not kept over a restart. */
export class BulkUsage {
  /** `DailyBulkApiBatches`: batches of v1, and those an upload of 2.0 is cut into. */
  readonly batches: DailyCount;
  /** `DailyBulkV2QueryJobs`. */
  readonly queryJobs: DailyCount;
  /** `DailyBulkV2QueryFileStorageMB`, in bytes. */
  readonly queryBytes: DailyCount;

  constructor(now: () => Date) {
    this.batches = new DailyCount(now);
    this.queryJobs = new DailyCount(now);
    this.queryBytes = new DailyCount(now);
  }

  /** Starts all counts anew. */
  clear(): void {
    for (const count of [this.batches, this.queryJobs, this.queryBytes]) count.clear();
  }
}
