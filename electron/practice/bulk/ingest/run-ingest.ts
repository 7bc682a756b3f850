import type { WriteResult } from '../../store/record-error.ts';
import { BulkError } from '../bulk-error.ts';
import { batchLimit } from '../bulk-usage.ts';
import { CsvReader } from '../csv/read.ts';
import { writeCsv } from '../csv/write.ts';
import type { IngestJob } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { planColumns } from './columns.ts';
import { nullMark, RowWriter, writeRowErrors } from './row-writer.ts';

/** Keeps what became of a piece of rows: counts, and rows of the two result files. */
function note(
  job: IngestJob,
  rows: readonly (readonly string[])[],
  results: readonly WriteResult[],
  width: number,
): void {
  const successful: string[][] = [];
  const refused: string[][] = [];
  for (const [index, result] of results.entries()) {
    const row = rows[index] ?? [];
    // The service shows empty cells for a row that does not fit the header.
    const cells = row.length === width ? row : new Array<string>(width).fill('');
    if (result.success) successful.push([result.id, String(result.created), ...cells]);
    else refused.push([result.id ?? '', writeRowErrors(result.errors), ...cells]);
  }
  job.successful.append(writeCsv(successful, job));
  job.refused.append(writeCsv(refused, job));
  job.progress.processed += results.length;
  job.progress.failed += refused.length;
}

/** The service cuts an upload into batches of so many rows, which count against the day's limit. */
function countBatches(jobs: BulkJobs, before: number, rows: number): void {
  const begun = Math.ceil((before + rows) / batchLimit) - Math.ceil(before / batchLimit);
  if (begun > 0) jobs.usage.batches.add(begun);
}

function* steps(jobs: BulkJobs, job: IngestJob): Generator<void> {
  const upload = job.upload ?? Buffer.alloc(0);
  job.unprocessed = upload;
  const reader = new CsvReader(upload, job);
  job.headerText = reader.headerText;
  job.unprocessed = reader.rest;
  const { store } = jobs.org;
  const object = jobs.writer(job).schema.find(job.object);
  if (!object) throw new BulkError('InvalidBatch', `Unable to find object: ${job.object}`);
  const columns = planColumns(jobs.writer(job).schema, object, reader.header);
  const writer = new RowWriter({ ...job, store, object, columns });
  while (!reader.isAtEnd) {
    const started = performance.now();
    const rows = reader.read();
    const context = jobs.writer(job);
    // One transaction a piece, as the service fires triggers for up to 200 records at once.
    const results = store.transact(() => ({
      rollback: false,
      result: rows.map((row) =>
        writer.write(
          row.map((cell) => (cell === nullMark ? null : cell)),
          context,
        ),
      ),
    }));
    job.unprocessed = reader.rest;
    countBatches(jobs, job.progress.processed, rows.length);
    note(job, rows, results, columns.length);
    job.progress.spentMs += performance.now() - started;
    yield;
  }
}

function* run(jobs: BulkJobs, job: IngestJob): Generator<void> {
  job.state = 'InProgress';
  jobs.touch(job);
  yield;
  yield* steps(jobs, job);
  job.unprocessed = null;
  finish(jobs, job, 'JobComplete', null);
}

function finish(jobs: BulkJobs, job: IngestJob, state: IngestJob['state'], errorMessage: string | null): void {
  job.state = state;
  job.errorMessage = errorMessage;
  // A copy, so that what remains of a large upload does not hold all of it.
  job.unprocessed = job.unprocessed && job.unprocessed.length > 0 ? Buffer.from(job.unprocessed) : null;
  job.upload = null;
  jobs.touch(job);
}

/** Works off the upload of a job in the background. */
export function startIngest(jobs: BulkJobs, job: IngestJob): void {
  jobs.work(job, run(jobs, job), (error) => {
    const message =
      error instanceof BulkError
        ? error.message
        : 'InternalServerError : An unexpected error occurred while processing.';
    finish(jobs, job, 'Failed', message);
  });
}

/** Stops a job where it is; rows already saved stay, the others are unprocessed. */
export function abortIngest(jobs: BulkJobs, job: IngestJob): void {
  jobs.cancel(job);
  if (job.unprocessed === null && job.upload !== null) {
    const { headerText, rest } = splitUpload(job, job.upload);
    job.headerText = headerText;
    job.unprocessed = rest;
  }
  finish(jobs, job, 'Aborted', null);
}

/** Header and rows of an upload nobody has looked at yet. */
function splitUpload(job: IngestJob, upload: Buffer): { headerText: string; rest: Buffer } {
  try {
    const { headerText, rest } = new CsvReader(upload, { ...job, lineEnding: null });
    return { headerText, rest };
  } catch (error) {
    // What is no CSV has no header to tell apart.
    if (error instanceof BulkError) return { headerText: '', rest: upload };
    throw error;
  }
}
