import { ApiError, notFound } from '../../api-error.ts';
import { noContent, type RestReply, type RestRequest, reply } from '../../rest/request.ts';
import type { RestRouter } from '../../rest/router.ts';
import { BulkError } from '../bulk-error.ts';
import { ByteLog } from '../byte-log.ts';
import { checkIngest, findJobObject } from '../check-job.ts';
import { delimiters, lineEndings } from '../csv/format.ts';
import { abortIngest, startIngest } from '../ingest/run-ingest.ts';
import { type IngestJob, ingestOperations, isFinished } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { answerV2 } from './errors.ts';
import { findJob, readWantedState, removeJob, wrongState } from './find-job.ts';
import { describeIngest, describeIngestFully } from './job-info.ts';
import { listJobs } from './list.ts';
import { readMultipart } from './multipart.ts';
import { parseJson, readFormat, readMembers } from './read-body.ts';

const members = [
  'object',
  'operation',
  'externalIdFieldName',
  'contentType',
  'lineEnding',
  'columnDelimiter',
  'assignmentRuleId',
  'concurrencyMode',
];

function makeJob(jobs: BulkJobs, request: RestRequest, json: unknown): IngestJob {
  const body = readMembers(json, members);
  const { userId } = request.session;
  const wanted = body.get('operation');
  const operation = ingestOperations.find((known) => known === wanted);
  if (!operation) throw new BulkError('InvalidOperation', `Unsupported operation: ${wanted?.slice(0, 80) ?? 'none'}`);
  const object = findJobObject(jobs, userId, body.get('object') ?? '');
  const externalIdFieldName = checkIngest(jobs, userId, object, operation, body.get('externalIdFieldName') ?? null);
  return {
    type: 'V2Ingest',
    ...readFormat(body),
    ...jobs.start('750'),
    object: object.name,
    operation,
    createdById: userId,
    apiVersion: request.version,
    externalIdFieldName,
    assignmentRuleId: body.get('assignmentRuleId') ?? null,
    state: 'Open',
    progress: { processed: 0, failed: 0, spentMs: 0 },
    errorMessage: null,
    upload: null,
    hasUpload: false,
    headerText: '',
    successful: new ByteLog(),
    refused: new ByteLog(),
    unprocessed: null,
  };
}

function create(jobs: BulkJobs, request: RestRequest): RestReply {
  const contentType = request.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    return reply(describeIngest(jobs.add(makeJob(jobs, request, request.json()))));
  }
  const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const { job: text, content } = readMultipart(contentType, body);
  const job = jobs.add(makeJob(jobs, request, parseJson(text)));
  job.upload = content;
  job.hasUpload = true;
  complete(jobs, job);
  return reply(describeIngest(job));
}

function upload(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findJob(jobs, request, 'V2Ingest');
  const contentType = request.header('content-type') ?? '';
  if (!/^text\/csv\b/i.test(contentType)) {
    const message = `The content type '${contentType.slice(0, 100)}' is not supported. Use text/csv.`;
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
  }
  if (job.state !== 'Open') {
    throw new BulkError('InvalidJobState', `Job must be in state Open to upload data. Current state: ${job.state}`);
  }
  if (job.hasUpload) {
    throw new BulkError('InvalidJobState', 'Found multiple contents for job: only one upload is allowed');
  }
  // The body's buffer is this request's own, so it need not be copied.
  job.upload = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  job.hasUpload = true;
  jobs.touch(job);
  return { status: 201 };
}

function complete(jobs: BulkJobs, job: IngestJob): void {
  job.state = 'UploadComplete';
  jobs.touch(job);
  startIngest(jobs, job);
}

function changeState(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findJob(jobs, request, 'V2Ingest');
  const wanted = readWantedState(request);
  if (wanted === 'UploadComplete') {
    if (job.state !== 'Open') throw wrongState('Closing', job.state);
    complete(jobs, job);
  } else {
    if (isFinished(job)) throw wrongState('Aborting', job.state);
    abortIngest(jobs, job);
  }
  return reply(describeIngest(job));
}

function csvReply(...parts: Buffer[]): RestReply {
  return { status: 200, headers: { 'Content-Type': 'text/csv' }, content: new Uint8Array(Buffer.concat(parts)) };
}

/** The header of a result file: the service's own columns in quotes, then the header as uploaded. */
function resultHeader(job: IngestJob, columns: readonly [string, string]): Buffer {
  const own = columns.map((name) => `"${name}"`);
  const all = job.headerText === '' ? own : [...own, job.headerText];
  return Buffer.from(all.join(delimiters[job.columnDelimiter]) + lineEndings[job.lineEnding]);
}

/** One of the three result files, whose names are taken in any case. */
function results(jobs: BulkJobs, request: RestRequest): RestReply {
  const job = findJob(jobs, request, 'V2Ingest');
  const name = request.parameter('result').toLowerCase();
  if (!['successfulresults', 'failedresults', 'unprocessedrecords'].includes(name)) throw notFound();
  if (!isFinished(job)) {
    const reason = `Results are there once the job is in state JobComplete, Failed or Aborted. Current state: ${job.state}`;
    throw new BulkError('InvalidJobState', reason);
  }
  if (name === 'successfulresults')
    return csvReply(resultHeader(job, ['sf__Id', 'sf__Created']), job.successful.bytes());
  if (name === 'failedresults') return csvReply(resultHeader(job, ['sf__Id', 'sf__Error']), job.refused.bytes());
  const header = job.headerText === '' ? '' : job.headerText + lineEndings[job.lineEnding];
  return csvReply(Buffer.from(header), job.unprocessed ?? Buffer.alloc(0));
}

/** Adds the jobs of Bulk API 2.0 that change records. */
export function addIngest(router: RestRouter): void {
  const on = (call: (jobs: BulkJobs, request: RestRequest) => RestReply) => (request: RestRequest) =>
    answerV2(() => call(request.org.bulk, request));
  router.add('/jobs/ingest', { GET: on((all, request) => listJobs(all, request, 'ingest')), POST: on(create) });
  router.add('/jobs/ingest/:id', {
    GET: on((all, request) => reply(describeIngestFully(findJob(all, request, 'V2Ingest')))),
    PATCH: on(changeState),
    DELETE: on((all, request) => {
      removeJob(all, findJob(all, request, 'V2Ingest'));
      return noContent;
    }),
  });
  router.add('/jobs/ingest/:id/batches', { PUT: on(upload) });
  router.add('/jobs/ingest/:id/:result', { GET: on(results) });
}
