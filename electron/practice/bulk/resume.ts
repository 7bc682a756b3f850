import { startIngest } from './ingest/run-ingest.ts';
import type { BulkJob } from './job.ts';
import type { BulkJobs } from './jobs.ts';
import { startQuery } from './query/run-query.ts';
import { startBatches } from './v1/run-batches.ts';

/** Takes up the work on a job that waited for it when the org was stopped. */
export function resumeJob(jobs: BulkJobs, job: BulkJob): void {
  if (job.type === 'V2Ingest' && job.state === 'UploadComplete') startIngest(jobs, job);
  if (job.type === 'V2Query' && job.state === 'UploadComplete') startQuery(jobs, job);
  if (job.type === 'Classic' && job.batches.some(({ state }) => state === 'Queued')) startBatches(jobs, job);
}
