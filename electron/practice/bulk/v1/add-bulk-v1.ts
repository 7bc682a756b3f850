import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError } from '../../api-error.ts';
import { readBytes } from '../../http/body.ts';
import type { PracticeContext, PracticeEnv } from '../../http/respond.ts';
import type { Org } from '../../org.ts';
import { BulkError } from '../bulk-error.ts';
import { addBatch, findBatch, readQueryResult, readResult } from './batches.ts';
import {
  batchListReply,
  type ClassicCall,
  type ClassicReply,
  errorReply,
  fileReply,
  infoReply,
  readClassicSession,
  readClassicVersion,
} from './call.ts';
import { describeBatch, describeJob } from './describe.ts';
import { changeJob, createJob, findClassicJob } from './jobs.ts';

const path =
  /^\/services\/async\/([^/]+)\/job(?:\/([^/]+)(?:\/(batch)(?:\/([^/]+)(?:\/(request|result)(?:\/([^/]+))?)?)?)?)?\/?$/;

function noSuchUrl(): BulkError {
  return new BulkError('InvalidUrl', 'The requested resource does not exist');
}

function answer(call: ClassicCall, method: string, parts: readonly (string | undefined)[]): ClassicReply {
  const [jobId, batches, batchId, file, resultId] = parts;
  const isPost = method === 'POST';
  if (jobId === undefined) {
    if (isPost) return createJob(call);
    throw noSuchUrl();
  }
  const job = findClassicJob(call, jobId);
  if (batches === undefined) return isPost ? changeJob(call, job) : infoReply(call, 'jobInfo', describeJob(job));
  if (batchId === undefined) return isPost ? addBatch(call, job) : batchListReply(call, job.batches.map(describeBatch));
  if (isPost) throw noSuchUrl();
  const batch = findBatch(job, batchId);
  if (file === undefined) return infoReply(call, 'batchInfo', describeBatch(batch));
  if (file === 'request') return fileReply(job, batch.request);
  return resultId === undefined ? readResult(job, batch) : readQueryResult(job, batch, resultId);
}

async function readCall(context: PracticeContext, org: Org, version: string): Promise<ClassicCall> {
  const number = readClassicVersion(org, version);
  const userId = readClassicSession(context, org);
  if (!org.usage.count(org.now())) throw new BulkError('ExceededQuota', 'TotalRequests Limit exceeded.');
  const contentType = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = context.req.method === 'POST' ? await readBytes(context) : new Uint8Array();
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { org, userId, version: number, body, contentType, json: wantsJson(context) };
}

function wantsJson(context: PracticeContext): boolean {
  const type = context.req.header('content-type') ?? context.req.header('accept') ?? '';
  return /^application\/json\b/i.test(type);
}

async function serve(context: PracticeContext, org: Org): Promise<ClassicReply> {
  const { method } = context.req;
  try {
    const [matched, version = '', ...parts] = path.exec(context.req.path) ?? [];
    if (matched === undefined || !['GET', 'HEAD', 'POST'].includes(method)) throw noSuchUrl();
    return answer(await readCall(context, org, version), method, parts);
  } catch (error) {
    if (error instanceof BulkError) return errorReply(error, wantsJson(context));
    if (error instanceof ApiError && error.status < 500) {
      const reason = error.entries[0]?.message ?? error.message;
      return errorReply(new BulkError('ClientInputError', reason), wantsJson(context));
    }
    throw error;
  }
}

/** Adds Bulk API v1 (`/services/async/<version>/job…`), whose callers name their session in `X-SFDC-SESSION`. */
export function addBulkV1(app: Hono<PracticeEnv>, org: Org): void {
  app.all('/services/async/*', async (context) => {
    const { status, contentType, content } = await serve(context, org);
    context.header('Content-Type', contentType);
    const body = typeof content === 'string' ? content : new Uint8Array(content);
    return context.body(body, status as ContentfulStatusCode);
  });
}
