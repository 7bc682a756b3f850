import type { ByteLog } from './byte-log.ts';
import type { CsvFormat } from './csv/format.ts';

/** What a job that changes records does with them. Source: Bulk API 2.0, `OperationEnum`. */
export const ingestOperations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;

/** What a job that reads records does: `queryAll` also finds deleted ones. */
export const queryOperations = ['query', 'queryAll'] as const;

/** See `ingestOperations`. */
export type IngestOperation = (typeof ingestOperations)[number];

/** See `queryOperations`. */
export type QueryOperation = (typeof queryOperations)[number];

/** Whether an operation reads records. */
export function isQueryOperation(operation: IngestOperation | QueryOperation): operation is QueryOperation {
  return (queryOperations as readonly string[]).includes(operation);
}

/** Whether an operation changes records. */
export function isIngestOperation(operation: IngestOperation | QueryOperation): operation is IngestOperation {
  return !isQueryOperation(operation);
}

/** Where a job of Bulk API 2.0 stands. */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** What every job has, and never changes. */
export interface JobSettings {
  /** The object, as the schema spells it. */
  readonly object: string;
  readonly createdById: string;
  /** The version of the call that made it: 64 for 64.0. */
  readonly apiVersion: number;
}

/** What a job that changes records is told about them. */
export interface IngestSettings extends JobSettings {
  readonly operation: IngestOperation;
  /** The field records are found by on upsert, as the schema spells it; null for other operations. */
  readonly externalIdFieldName: string | null;
  /** Taken and shown; the org has no assignment rules. */
  readonly assignmentRuleId: string | null;
}

/** What the registry adds to each job. Moments are milliseconds since 1970. */
export interface JobCommon {
  readonly id: string;
  readonly createdAt: number;
  /** When the state last changed. */
  modifiedAt: number;
}

/** The outcome of work on records. */
export interface Progress {
  processed: number;
  failed: number;
  /** Milliseconds spent. */
  spentMs: number;
}

/** A job of Bulk API 2.0 that changes records. */
export interface IngestJob extends IngestSettings, JobCommon, CsvFormat {
  readonly type: 'V2Ingest';
  state: JobState;
  readonly progress: Progress;
  errorMessage: string | null;
  /** What was uploaded; null before, and once it was worked off. */
  upload: Buffer | null;
  /** Whether something was uploaded at all. */
  hasUpload: boolean;
  /** The header as uploaded; empty until the work begins. */
  headerText: string;
  /** The rows that were saved, as CSV without header. */
  readonly successful: ByteLog;
  /** The rows that were refused, likewise. */
  readonly refused: ByteLog;
  /** The rows that were not looked at, as uploaded; null when there are none. */
  unprocessed: Buffer | null;
}

/** The rows a query found. */
export interface QueryRows {
  /** The header row. */
  header: string;
  /** One row each, with line ending. */
  readonly lines: string[];
}

/** A job of Bulk API 2.0 that reads records. */
export interface QueryJob extends JobSettings, JobCommon, CsvFormat {
  readonly type: 'V2Query';
  readonly operation: QueryOperation;
  readonly query: string;
  state: JobState;
  readonly progress: Progress;
  errorMessage: string | null;
  readonly result: QueryRows;
}

/** Where a batch of Bulk API v1 stands. */
export type BatchState = 'Queued' | 'InProgress' | 'Completed' | 'Failed' | 'NotProcessed';

/** A batch of Bulk API v1. */
export interface Batch extends JobCommon {
  readonly jobId: string;
  state: BatchState;
  stateMessage: string | null;
  readonly progress: Progress;
  /** What was sent. */
  readonly request: Buffer;
  /** The id of a query's only result; null for other batches. */
  readonly resultId: string | null;
  /** The result in the form of the job's content type. */
  readonly result: ByteLog;
}

/** In which form the batches of a v1 job are sent and answered. */
export type BatchForm = 'CSV' | 'XML' | 'JSON';

/** A job of Bulk API v1. */
export interface ClassicJob extends JobSettings, JobCommon {
  readonly type: 'Classic';
  readonly operation: IngestOperation | QueryOperation;
  readonly externalIdFieldName: string | null;
  readonly assignmentRuleId: string | null;
  readonly concurrencyMode: 'Parallel' | 'Serial';
  readonly contentType: BatchForm;
  state: 'Open' | 'Closed' | 'Aborted' | 'Failed';
  readonly batches: Batch[];
}

/** Any job. */
export type BulkJob = IngestJob | QueryJob | ClassicJob;

/** Whether nothing will happen to a job any more. */
export function isFinished(job: BulkJob): boolean {
  if (job.type !== 'Classic') return job.state === 'JobComplete' || job.state === 'Failed' || job.state === 'Aborted';
  if (job.state === 'Open') return false;
  return job.batches.every(({ state }) => state !== 'Queued' && state !== 'InProgress');
}

/** The bytes a job holds. */
export function weigh(job: BulkJob): number {
  switch (job.type) {
    case 'V2Ingest':
      return (job.upload?.length ?? 0) + (job.unprocessed?.length ?? 0) + job.successful.size + job.refused.size;
    case 'V2Query':
      return job.result.lines.length * (job.result.lines[0]?.length ?? 0);
    case 'Classic':
      return job.batches.reduce((sum, { request, result }) => sum + request.length + result.size, 0);
  }
}
