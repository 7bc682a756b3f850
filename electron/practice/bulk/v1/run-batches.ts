import { ApiError } from '../../api-error.ts';
import { readCells } from '../../soql/columns.ts';
import { BulkError } from '../bulk-error.ts';
import { batchLimit } from '../bulk-usage.ts';
import { CsvReader } from '../csv/read.ts';
import { planColumns } from '../ingest/columns.ts';
import { type Cell, nullMark, RowWriter } from '../ingest/row-writer.ts';
import { type Batch, type ClassicJob, type IngestOperation, isQueryOperation } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { openBulkQuery } from '../query/open-query.ts';
import { type RecordTable, readJsonRecords, readXmlRecords } from './read-records.ts';
import { queryFile, writeFiles, writeRecord, writeResult } from './write-results.ts';

/** Records worked off in one step: as many as the service hands to triggers at once. */
const stepRows = 200;

function* readTable(job: ClassicJob, batch: Batch): Generator<void, RecordTable> {
  if (job.contentType === 'XML') return readXmlRecords(batch.request.toString('utf8'));
  if (job.contentType === 'JSON') return readJsonRecords(batch.request.toString('utf8'));
  const reader = new CsvReader(batch.request, { columnDelimiter: 'COMMA', lineEnding: null });
  const rows: Cell[][] = [];
  while (!reader.isAtEnd && rows.length <= batchLimit) {
    for (const row of reader.read()) rows.push(row.map((cell) => (cell === nullMark ? null : cell)));
    yield;
  }
  return { header: reader.header, rows };
}

function* writeRecords(jobs: BulkJobs, job: ClassicJob, batch: Batch, operation: IngestOperation): Generator<void> {
  const { header, rows } = yield* readTable(job, batch);
  if (rows.length > batchLimit) {
    throw new BulkError('InvalidBatch', `Records not processed: a batch can hold ${batchLimit} records at most`);
  }
  const { store } = jobs.org;
  const { schema } = jobs.writer(job);
  const object = schema.find(job.object);
  if (!object) throw new BulkError('InvalidBatch', `Unable to find object: ${job.object}`);
  const writer = new RowWriter({
    store,
    object,
    columns: planColumns(schema, object, header),
    operation,
    externalIdFieldName: job.externalIdFieldName,
  });
  const file = writeFiles[job.contentType];
  batch.result.append(file.head);
  for (let start = 0; start < rows.length; start += stepRows) {
    const started = performance.now();
    const context = jobs.writer(job);
    const results = store.transact(() => ({
      rollback: false,
      result: rows.slice(start, start + stepRows).map((row) => writer.write(row, context)),
    }));
    const text = results.map((result) => writeResult(job.contentType, result)).join(file.between);
    batch.result.append(start === 0 ? text : file.between + text);
    batch.progress.processed += results.length;
    batch.progress.failed += results.filter(({ success }) => !success).length;
    batch.progress.spentMs += performance.now() - started;
    yield;
  }
  batch.result.append(file.tail);
}

function* readRecords(jobs: BulkJobs, job: ClassicJob, batch: Batch): Generator<void> {
  const soql = batch.request.toString('utf8').replace(/^\ufeff/, '');
  const answer = openBulkQuery(jobs, job.createdById, soql, job.operation === 'queryAll');
  const { rows, columns, object } = answer;
  if (object.name !== job.object) {
    const message = `The root entity of the requested query (${object.name}) does not match the entity of the requested Bulk API Job (${job.object}).`;
    throw new ApiError(400, 'INVALID_TYPE_FOR_OPERATION', message);
  }
  if (rows.length === 0 && job.contentType === 'CSV') {
    batch.result.append('Records not found for this query');
    return;
  }
  const file = queryFile(job.contentType, columns);
  batch.result.append(file.head);
  for (let start = 0; start < rows.length; start += stepRows) {
    const started = performance.now();
    const text = rows
      .slice(start, start + stepRows)
      .map((row) => writeRecord(job.contentType, object.name, columns, readCells(columns, row)))
      .join(file.between);
    batch.result.append(start === 0 ? text : file.between + text);
    batch.progress.processed = Math.min(start + stepRows, rows.length);
    batch.progress.spentMs += performance.now() - started;
    yield;
  }
  batch.result.append(file.tail);
}

function explain(error: unknown): string {
  if (error instanceof BulkError) return error.message;
  if (error instanceof ApiError) return `InvalidBatch : Failed to process query: ${error.message}`;
  return 'InternalServerError : An unexpected error occurred while processing.';
}

function* runBatch(jobs: BulkJobs, job: ClassicJob, batch: Batch): Generator<void> {
  batch.state = 'InProgress';
  jobs.touch(batch);
  yield;
  try {
    const { operation } = job;
    if (isQueryOperation(operation)) yield* readRecords(jobs, job, batch);
    else yield* writeRecords(jobs, job, batch, operation);
    batch.state = 'Completed';
  } catch (error) {
    // One batch that fails does not keep the others from being worked off.
    batch.state = 'Failed';
    batch.stateMessage = explain(error);
  }
  jobs.touch(batch);
}

function* run(jobs: BulkJobs, job: ClassicJob): Generator<void> {
  for (const batch of job.batches) if (batch.state === 'Queued') yield* runBatch(jobs, job, batch);
}

/** Works off the queued batches of a job in the background, one after the other. */
export function startBatches(jobs: BulkJobs, job: ClassicJob): void {
  if (jobs.isWorking(job)) return;
  jobs.work(job, run(jobs, job), () => {
    job.state = 'Failed';
    jobs.touch(job);
  });
}

/** Stops the work on a job: what is queued is not processed, what was saved stays. */
export function abortBatches(jobs: BulkJobs, job: ClassicJob): void {
  jobs.cancel(job);
  for (const batch of job.batches) {
    if (batch.state === 'Queued') batch.state = 'NotProcessed';
    else if (batch.state === 'InProgress') {
      batch.state = 'Failed';
      batch.stateMessage = 'InvalidJobState : Job has been aborted';
      batch.result.append(writeFiles[job.contentType].tail);
    } else continue;
    jobs.touch(batch);
  }
}
