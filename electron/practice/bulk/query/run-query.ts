import { ApiError } from '../../api-error.ts';
import { readCells } from '../../soql/columns.ts';
import { BulkError } from '../bulk-error.ts';
import { writeCsvRow } from '../csv/write.ts';
import type { QueryJob } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { cellText } from './cell-text.ts';
import { openBulkQuery } from './open-query.ts';

/** Rows written in one step. */
const stepRows = 500;

function* run(jobs: BulkJobs, job: QueryJob): Generator<void> {
  job.state = 'InProgress';
  jobs.touch(job);
  yield;
  const { rows, columns } = openBulkQuery(jobs, job.createdById, job.query, job.operation === 'queryAll');
  job.result.header = writeCsvRow(
    columns.map(({ path }) => path),
    job,
  );
  yield;
  for (let start = 0; start < rows.length; start += stepRows) {
    const started = performance.now();
    for (const row of rows.slice(start, start + stepRows)) {
      const values = readCells(columns, row);
      const cells = columns.map(({ field }, index) => cellText(field, values[index] ?? null));
      job.result.lines.push(writeCsvRow(cells, job));
    }
    job.progress.processed = job.result.lines.length;
    job.progress.spentMs += performance.now() - started;
    yield;
  }
  jobs.usage.queryBytes.add(job.result.lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0));
  job.state = 'JobComplete';
  jobs.touch(job);
}

/** Runs the query of a job in the background. */
export function startQuery(jobs: BulkJobs, job: QueryJob): void {
  jobs.work(job, run(jobs, job), (error) => {
    job.state = 'Failed';
    job.errorMessage =
      error instanceof BulkError || error instanceof ApiError
        ? error.message
        : 'InternalServerError : An unexpected error occurred while processing.';
    job.result.lines.length = 0;
    jobs.touch(job);
  });
}
