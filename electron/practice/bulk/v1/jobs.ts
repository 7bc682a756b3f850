import { BulkError } from '../bulk-error.ts';
import { checkIngest, findJobObject } from '../check-job.ts';
import {
  type BatchForm,
  type ClassicJob,
  type IngestOperation,
  ingestOperations,
  isIngestOperation,
  type QueryOperation,
  queryOperations,
} from '../job.ts';
import { type ClassicCall, type ClassicReply, infoReply, readJobInfo } from './call.ts';
import { describeJob } from './describe.ts';
import { abortBatches } from './run-batches.ts';

const forms: readonly BatchForm[] = ['CSV', 'XML', 'JSON'];

function readOperation(text: string | undefined): IngestOperation | QueryOperation {
  const operation = [...ingestOperations, ...queryOperations].find((known) => known === text);
  if (operation) return operation;
  throw new BulkError('InvalidOperation', `Unsupported operation: ${text?.slice(0, 80) ?? 'none'}`);
}

function readForm(text: string | undefined): BatchForm {
  const form = forms.find((known) => known === (text ?? 'XML'));
  if (form) return form;
  throw new BulkError('InvalidJob', `Unsupported content type: ${text?.slice(0, 80)}. Use CSV, XML or JSON.`);
}

function readMode(text: string | undefined): 'Parallel' | 'Serial' {
  if (text === undefined || text === 'Parallel') return 'Parallel';
  if (text === 'Serial') return 'Serial';
  throw new BulkError('InvalidJob', `Unsupported concurrencyMode: ${text.slice(0, 80)}`);
}

/** `POST /job`: makes a job. */
export function createJob(call: ClassicCall): ClassicReply {
  const { bulk } = call.org;
  const info = readJobInfo(call);
  const operation = readOperation(info.get('operation'));
  const object = findJobObject(bulk, call.userId, info.get('object') ?? '');
  const key = info.get('externalIdFieldName') ?? null;
  const job: ClassicJob = {
    type: 'Classic',
    ...bulk.start('750'),
    operation,
    object: object.name,
    createdById: call.userId,
    apiVersion: call.version,
    externalIdFieldName: isIngestOperation(operation) ? checkIngest(bulk, call.userId, object, operation, key) : null,
    assignmentRuleId: info.get('assignmentRuleId') ?? null,
    concurrencyMode: readMode(info.get('concurrencyMode')),
    contentType: readForm(info.get('contentType')),
    state: 'Open',
    batches: [],
  };
  return infoReply(call, 'jobInfo', describeJob(bulk.add(job)), 201);
}

/** The job of the path. Throws BulkError `InvalidJob` when there is none, or it is someone else's. */
export function findClassicJob(call: ClassicCall, id: string): ClassicJob {
  const job = call.org.bulk.find(id, call.userId);
  if (job?.type === 'Classic') return job;
  throw new BulkError('InvalidJob', `Invalid job id: ${id.slice(0, 80)}`);
}

/** `POST /job/<id>`: closes or aborts a job. */
export function changeJob(call: ClassicCall, job: ClassicJob): ClassicReply {
  const { bulk } = call.org;
  const wanted = readJobInfo(call).get('state');
  if (wanted !== 'Closed' && wanted !== 'Aborted') {
    throw new BulkError('InvalidJob', 'The state of a job can be changed to Closed or Aborted');
  }
  const doing = wanted === 'Closed' ? 'Closing' : 'Aborting';
  if (job.state === 'Aborted' || (job.state === 'Closed' && wanted === 'Closed')) {
    throw new BulkError('InvalidJobState', `${doing} already ${job.state} Job not allowed`);
  }
  job.state = wanted;
  if (wanted === 'Aborted') abortBatches(bulk, job);
  bulk.touch(job);
  return infoReply(call, 'jobInfo', describeJob(job));
}
