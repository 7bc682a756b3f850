import { ApiError } from '../../api-error.ts';
import { noContent, type RestReply, type RestRequest, reply } from '../../rest/request.ts';
import type { RestRouter } from '../../rest/router.ts';
import { BulkError } from '../bulk-error.ts';
import { isFinished, type QueryJob, queryOperations } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { openBulkQuery } from '../query/open-query.ts';
import { startQuery } from '../query/run-query.ts';
import { answerV2, badBody } from './errors.ts';
import { findJob, readWantedState, removeJob, wrongState } from './find-job.ts';
import { describeQuery, describeQueryFully } from './job-info.ts';
import { listJobs } from './list.ts';
import { readFormat, readMembers } from './read-body.ts';

const members = ['operation', 'query', 'contentType', 'lineEnding', 'columnDelimiter', 'concurrencyMode'];

function create(jobs: BulkJobs, request: RestRequest): RestReply {
  const body = readMembers(request.json(), members);
  const { userId } = request.session;
  const wanted = body.get('operation');
  const operation = queryOperations.find((known) => known === wanted);
  if (!operation) throw new BulkError('InvalidOperation', `Unsupported operation: ${wanted?.slice(0, 80) ?? 'none'}`);
  const query = body.get('query');
  if (query === undefined) throw badBody('The property query is required.');
  const format = readFormat(body);
  // Run once now, so that a query that is wrong makes no job.
  const { object } = openBulkQuery(jobs, userId, query, operation === 'queryAll');
  const job: QueryJob = {
    type: 'V2Query',
    ...format,
    ...jobs.start('750'),
    operation,
    query,
    object: object.name,
    createdById: userId,
    apiVersion: request.version,
    state: 'UploadComplete',
    progress: { processed: 0, failed: 0, spentMs: 0 },
    errorMessage: null,
    result: { header: '', lines: [] },
  };
  jobs.add(job);
  jobs.usage.queryJobs.add(1);
  startQuery(jobs, job);
  return reply(describeQuery(job));
}

function changeState(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findJob(jobs, request, 'V2Query');
  const wanted = readWantedState(request);
  if (wanted !== 'Aborted') throw wrongState('Closing', job.state);
  if (isFinished(job)) throw wrongState('Aborting', job.state);
  jobs.cancel(job);
  job.state = 'Aborted';
  job.result.lines.length = 0;
  jobs.touch(job);
  return reply(describeQuery(job));
}

/** A locator is the number of the page's first row, in base64 without padding, as the service's look (`MTAwMDA`). */
function writeLocator(start: number): string {
  return Buffer.from(String(start)).toString('base64').replace(/=+$/, '');
}

function readLocator(job: QueryJob, text: string | null): number {
  if (text === null || text === '') return 0;
  const start = Buffer.from(text, 'base64').toString('latin1');
  if (!/^\d{1,9}$/.test(start) || Number(start) >= Math.max(job.result.lines.length, 1)) {
    throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  }
  return Number(start);
}

function readPageSize(request: RestRequest): number {
  const largest = request.org.switches.values.bulkPageSize;
  const asked = request.query.get('maxRecords');
  if (asked === null) return largest;
  if (!/^\d{1,9}$/.test(asked) || Number(asked) === 0) throw badBody('maxRecords must be a whole number above 0.');
  return Math.min(Number(asked), largest);
}

function findComplete(jobs: BulkJobs, request: RestRequest): QueryJob {
  const job = findJob(jobs, request, 'V2Query');
  if (request.version !== job.apiVersion) {
    const message = `The job was made with API version ${job.apiVersion}.0; get its results with the same version.`;
    throw new ApiError(409, 'INVALIDJOB', message);
  }
  if (job.state !== 'JobComplete') {
    const reason = `Results are there once the job is in state JobComplete. Current state: ${job.state}`;
    throw new BulkError('InvalidJobState', reason);
  }
  return job;
}

/** One page: the header row on every one, and in the headers how many rows it has and how to get the next. */
function results(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findComplete(jobs, request);
  const { header, lines } = job.result;
  const start = readLocator(job, request.query.get('locator'));
  const end = start + readPageSize(request);
  const page = lines.slice(start, end);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/csv',
      'Sforce-NumberOfRecords': String(page.length),
      'Sforce-Locator': end < lines.length ? writeLocator(end) : 'null',
    },
    content: header + page.join(''),
  };
}

/** Addresses of up to five pages, to be got at the same time. */
function resultPages(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findComplete(jobs, request);
  const size = request.org.switches.values.bulkPageSize;
  const first = readLocator(job, request.query.get('locator'));
  const starts: number[] = [];
  for (let start = first; start < job.result.lines.length && starts.length < 5; start += size) starts.push(start);
  const next = first + 5 * size;
  const done = next >= job.result.lines.length;
  const base = `${request.base}/jobs/query/${job.id}`;
  return reply({
    resultPages: starts.map((start) => ({ resultUrl: `${base}/results?locator=${writeLocator(start)}` })),
    nextRecordsUrl: done ? null : `${base}/resultPages?locator=${writeLocator(next)}`,
    done,
  });
}

/** Adds the jobs of Bulk API 2.0 that read records. */
export function addBulkQuery(router: RestRouter): void {
  const on = (call: (jobs: BulkJobs, request: RestRequest) => RestReply) => (request: RestRequest) =>
    answerV2(() => call(request.org.bulk, request));
  router.add('/jobs/query', { GET: on((all, request) => listJobs(all, request, 'query')), POST: on(create) });
  router.add('/jobs/query/:id', {
    GET: on((all, request) => reply(describeQueryFully(findJob(all, request, 'V2Query')))),
    PATCH: on(changeState),
    DELETE: on((all, request) => {
      removeJob(all, findJob(all, request, 'V2Query'));
      return noContent;
    }),
  });
  router.add('/jobs/query/:id/results', { GET: on(results) });
  router.add('/jobs/query/:id/resultPages', { GET: on(resultPages) });
}
