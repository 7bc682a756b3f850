import { formatDateTime } from '../../dates.ts';
import type { BulkJob, IngestJob, Progress, QueryJob } from '../job.ts';

/** A job as JSON shows it. */
export type JobInfo = Readonly<Record<string, string | number | boolean>>;

const moment = (milliseconds: number): string => formatDateTime(new Date(milliseconds));

function base(job: BulkJob): JobInfo {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: moment(job.createdAt),
    systemModstamp: moment(job.modifiedAt),
    state: job.state,
    concurrencyMode: job.type === 'Classic' ? job.concurrencyMode : 'Parallel',
    contentType: job.type === 'Classic' ? job.contentType : 'CSV',
    apiVersion: job.apiVersion,
  };
}

function ingestMembers(job: IngestJob): JobInfo {
  return {
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    ...(job.assignmentRuleId === null ? {} : { assignmentRuleId: job.assignmentRuleId }),
    ...(job.state === 'Open' ? { contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches` } : {}),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** A job as its creation and its change of state are answered. `contentUrl` is there while it is open. */
export function describeIngest(job: IngestJob): JobInfo {
  return { ...base(job), ...ingestMembers(job) };
}

function times({ spentMs }: Progress): JobInfo {
  const milliseconds = Math.round(spentMs);
  return { retries: 0, totalProcessingTime: milliseconds };
}

/** A job as asking for it is answered, with what became of it so far. */
export function describeIngestFully(job: IngestJob): JobInfo {
  return {
    ...base(job),
    jobType: job.type,
    ...ingestMembers(job),
    numberRecordsProcessed: job.progress.processed,
    numberRecordsFailed: job.progress.failed,
    ...times(job.progress),
    apiActiveProcessingTime: Math.round(job.progress.spentMs),
    apexProcessingTime: 0,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  };
}

/** A query job as its creation and its change of state are answered. */
export function describeQuery(job: QueryJob): JobInfo {
  return { ...base(job), jobType: job.type, lineEnding: job.lineEnding, columnDelimiter: job.columnDelimiter };
}

/** A query job as asking for it is answered. */
export function describeQueryFully(job: QueryJob): JobInfo {
  return {
    ...base(job),
    jobType: job.type,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    numberRecordsProcessed: job.progress.processed,
    ...times(job.progress),
    isPkChunkingSupported: true,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  };
}

/** A job of any kind as lists show it. */
export function describeListed(job: BulkJob): JobInfo {
  const format: JobInfo =
    job.type === 'Classic' ? {} : { lineEnding: job.lineEnding, columnDelimiter: job.columnDelimiter };
  return { ...base(job), jobType: job.type, ...format };
}
