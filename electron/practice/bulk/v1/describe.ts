import type { Batch, BatchState, ClassicJob, Progress } from '../job.ts';

/** Members of a job or batch, in the order of the service. */
export type Info = Readonly<Record<string, string | number>>;

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();

function times(spentMs: number): Info {
  const milliseconds = Math.round(spentMs);
  return { totalProcessingTime: milliseconds, apiActiveProcessingTime: milliseconds, apexProcessingTime: 0 };
}

function total(batches: readonly Batch[], part: keyof Progress): number {
  return batches.reduce((sum, { progress }) => sum + progress[part], 0);
}

/** A job as v1 shows it, with the numbers of its batches. */
export function describeJob(job: ClassicJob): Info {
  const { batches } = job;
  const count = (state: BatchState) => batches.filter((batch) => batch.state === state).length;
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: moment(job.createdAt),
    systemModstamp: moment(job.modifiedAt),
    state: job.state,
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    ...(job.assignmentRuleId === null ? {} : { assignmentRuleId: job.assignmentRuleId }),
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: count('Queued'),
    numberBatchesInProgress: count('InProgress'),
    numberBatchesCompleted: count('Completed'),
    numberBatchesFailed: count('Failed'),
    numberBatchesTotal: batches.length,
    numberRecordsProcessed: total(batches, 'processed'),
    numberRetries: 0,
    apiVersion: `${job.apiVersion}.0`,
    numberRecordsFailed: total(batches, 'failed'),
    ...times(total(batches, 'spentMs')),
  };
}

/** A batch as v1 shows it. */
export function describeBatch(batch: Batch): Info {
  return {
    id: batch.id,
    jobId: batch.jobId,
    state: batch.state,
    ...(batch.stateMessage === null ? {} : { stateMessage: batch.stateMessage }),
    createdDate: moment(batch.createdAt),
    systemModstamp: moment(batch.modifiedAt),
    numberRecordsProcessed: batch.progress.processed,
    numberRecordsFailed: batch.progress.failed,
    ...times(batch.progress.spentMs),
  };
}
