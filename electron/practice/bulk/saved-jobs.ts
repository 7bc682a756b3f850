import { savedObject } from '../oauth/saved.ts';
import { ByteLog } from './byte-log.ts';
import type { BulkJob } from './job.ts';

/** How bytes are told apart from text in saved JSON; one character a byte, so that nothing is lost. */
const bytesMark = 'bytes:';
const logMark = 'log:';

function pack(value: unknown): unknown {
  if (value instanceof ByteLog) return logMark + value.bytes().toString('latin1');
  if (Buffer.isBuffer(value)) return bytesMark + value.toString('latin1');
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pack(part)]));
  }
  return typeof value === 'string' ? `text:${value}` : value;
}

function unpack(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.startsWith(logMark)) return new ByteLog(Buffer.from(value.slice(logMark.length), 'latin1'));
    if (value.startsWith(bytesMark)) return Buffer.from(value.slice(bytesMark.length), 'latin1');
    return value.slice('text:'.length);
  }
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpack(part)]));
  }
  return value;
}

/** The jobs as plain JSON data. */
export function packJobs(jobs: Iterable<BulkJob>): unknown {
  return [...jobs].map(pack);
}

const interrupted = 'InternalServerError : The org was stopped while the job ran.';

/** What was in the middle of its work when the org stopped cannot go on: nobody knows which rows were saved last. */
function settle(job: BulkJob): BulkJob {
  if (job.type !== 'Classic') {
    if (job.state !== 'InProgress') return job;
    job.state = 'Failed';
    job.errorMessage = interrupted;
    return job;
  }
  for (const batch of job.batches) {
    if (batch.state !== 'InProgress') continue;
    batch.state = 'Failed';
    batch.stateMessage = interrupted;
  }
  return job;
}

/** Takes up what `packJobs` gave; jobs that were running have failed. Throws SavedStateError when it does not fit. */
export function unpackJobs(saved: unknown): BulkJob[] {
  if (!Array.isArray(saved)) return [];
  return saved.map((entry: unknown) => settle(unpack(savedObject(entry, 'bulk job')) as BulkJob));
}
