import { BulkError } from '../bulk-error.ts';
import { ByteLog } from '../byte-log.ts';
import { type Batch, type BatchForm, type ClassicJob, isQueryOperation } from '../job.ts';
import { type ClassicCall, type ClassicReply, fileReply, infoReply, resultListReply } from './call.ts';
import { describeBatch } from './describe.ts';
import { startBatches } from './run-batches.ts';

const formsOfTypes: Readonly<Record<string, BatchForm>> = {
  'text/csv': 'CSV',
  'application/xml': 'XML',
  'text/xml': 'XML',
  'application/json': 'JSON',
};

/** `POST /job/<id>/batch`: adds a batch, which is worked off at once. */
export function addBatch(call: ClassicCall, job: ClassicJob): ClassicReply {
  const { bulk } = call.org;
  if (job.state !== 'Open') {
    throw new BulkError('InvalidJobState', `Unable to create batch: the job is in state ${job.state}`);
  }
  const form = formsOfTypes[call.contentType];
  if (form !== job.contentType) {
    const reason = `Content type of the batch (${call.contentType.slice(0, 80) || 'none'}) does not match that of the job (${job.contentType})`;
    throw new BulkError('ClientInputError', reason);
  }
  const batch: Batch = {
    ...bulk.start('751'),
    jobId: job.id,
    state: 'Queued',
    stateMessage: null,
    progress: { processed: 0, failed: 0, spentMs: 0 },
    request: call.body,
    resultId: isQueryOperation(job.operation) ? bulk.takeId('752') : null,
    result: new ByteLog(),
  };
  job.batches.push(batch);
  bulk.usage.batches.add(1);
  bulk.touch(job);
  startBatches(bulk, job);
  return infoReply(call, 'batchInfo', describeBatch(batch), 201);
}

/** The batch of the path, by its 15- or 18-character id. Throws BulkError. */
export function findBatch(job: ClassicJob, id: string): Batch {
  const batch = job.batches.find((candidate) => candidate.id === id || candidate.id.slice(0, 15) === id);
  if (batch) return batch;
  throw new BulkError('InvalidBatch', `Invalid batch id: ${id.slice(0, 80)}`);
}

/** `GET …/result`: what became of the records, or the ids of a query's results. */
export function readResult(job: ClassicJob, batch: Batch): ClassicReply {
  if (batch.state !== 'Completed' && !(batch.state === 'Failed' && batch.progress.processed > 0)) {
    throw new BulkError('InvalidBatch', batch.stateMessage ?? 'Batch not completed');
  }
  return batch.resultId === null ? fileReply(job, batch.result.bytes()) : resultListReply(job, batch);
}

/** `GET …/result/<id>`: the records a query found. */
export function readQueryResult(job: ClassicJob, batch: Batch, resultId: string): ClassicReply {
  if (batch.resultId === null || (resultId !== batch.resultId && resultId !== batch.resultId.slice(0, 15))) {
    throw new BulkError('InvalidBatch', `Invalid result id: ${resultId.slice(0, 80)}`);
  }
  if (batch.state !== 'Completed') throw new BulkError('InvalidBatch', batch.stateMessage ?? 'Batch not completed');
  return fileReply(job, batch.result.bytes());
}
