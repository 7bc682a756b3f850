import { ApiError, notFound } from '../api-error.ts';
import type { ApprovalProcess } from '../approvals/definitions.ts';
import type { DecideRequest, ProcessResult } from '../approvals/process-result.ts';
import { parseId } from '../ids.ts';
import { describeApprovalLayout } from '../schema/layouts.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { missingRecord } from '../store/records.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { findObject } from './sobjects.ts';

/** Most requests of one call. Source: SOAP `process()`, which the resource follows. */
const requestLimit = 200;

const malformed = (message: string) => new ApiError(400, 'JSON_PARSER_ERROR', `${message} at [line:1, column:1]`);

function listProcesses({ org, schema }: RestRequest): RestReply {
  const approvals: Record<string, Record<string, unknown>[]> = {};
  for (const { id, label, description, object } of org.approvals.processes) {
    if (!schema.find(object)) continue;
    const list = approvals[object] ?? [];
    list.push({ description, id, name: label, object, sortOrder: list.length + 1 });
    approvals[object] = list;
  }
  return reply({ approvals });
}

type Sent = Readonly<Record<string, unknown>>;

function readText(sent: Sent, name: string): string | undefined {
  const value = sent[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw malformed(`${name} must be text`);
}

function readTexts(sent: Sent, name: string): readonly string[] | undefined {
  const value = sent[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw malformed(`${name} must be a list of ids`);
}

function readFlag(sent: Sent, name: string): boolean {
  const value = sent[name];
  if (value === undefined || value === null || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw malformed(`${name} must be true or false`);
}

const actions: Readonly<Record<string, DecideRequest['action'] | 'Submit'>> = {
  submit: 'Submit',
  approve: 'Approve',
  reject: 'Reject',
  removed: 'Removed',
};

/** Reads one request and says how to do it. Throws ApiError 400 for what cannot be read. */
function readRequest({ org, writer }: RestRequest, sent: unknown): () => ProcessResult {
  if (!isJsonObject(sent)) throw malformed('Each request must be an object');
  const action = actions[(readText(sent, 'actionType') ?? '').toLowerCase()];
  if (!action) throw malformed('actionType must be Submit, Approve, Reject or Removed');
  const contextId = readText(sent, 'contextId') ?? '';
  const comments = readText(sent, 'comments');
  const nextApproverIds = readTexts(sent, 'nextApproverIds');
  if (action !== 'Submit') {
    return () => org.approvals.decide({ action, workitemId: contextId, comments, nextApproverIds }, writer);
  }
  const request = {
    objectId: contextId,
    submitterId: readText(sent, 'contextActorId'),
    comments,
    nextApproverIds,
    processDefinitionNameOrId: readText(sent, 'processDefinitionNameOrId'),
    skipEntryCriteria: readFlag(sent, 'skipEntryCriteria'),
  };
  return () => org.approvals.submit(request, writer);
}

function shownResult(result: ProcessResult): Record<string, unknown> {
  if (result.success) {
    const { actorIds, entityId, instanceId, instanceStatus, newWorkitemIds } = result;
    const awaited = actorIds.length > 0 ? actorIds : null;
    return { actorIds: awaited, entityId, errors: null, instanceId, instanceStatus, newWorkitemIds, success: true };
  }
  const errors = result.errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
  return {
    actorIds: null,
    entityId: null,
    errors,
    instanceId: null,
    instanceStatus: null,
    newWorkitemIds: null,
    success: false,
  };
}

function process(request: RestRequest): RestReply {
  const body = request.json();
  const sent = isJsonObject(body) ? body.requests : undefined;
  if (!Array.isArray(sent) || sent.length === 0) throw malformed('The request body needs the list requests');
  if (sent.length > requestLimit) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `One call holds at most ${requestLimit} requests.`);
  }
  const results = sent.map((entry: unknown) => readRequest(request, entry)).map((run) => run());
  const [only] = results;
  if (
    results.length === 1 &&
    only?.success === false &&
    request.org.switches.values.singleApprovalFailure === 'error'
  ) {
    throw ApiError.of(
      400,
      only.errors.map(({ code, message }) => ({ message, errorCode: code })),
    );
  }
  return reply(results.map(shownResult));
}

/** Workflow rules run when they are called for; the org has none, so there is nothing to do but to look at the ids. */
function triggerRules(request: RestRequest): RestReply {
  const body = request.json();
  const ids = isJsonObject(body) ? body.contextIds : undefined;
  if (!Array.isArray(ids) || ids.length === 0) throw malformed('The request body needs the list contextIds');
  for (const text of ids) {
    const id = typeof text === 'string' ? parseId(text) : null;
    const object = id ? request.schema.findByPrefix(id) : undefined;
    if (!id || !object) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${String(text).slice(0, 200)}`);
    if (request.org.store.table(object).find(id)) continue;
    const { code, message } = missingRecord(request.org.store, object, id);
    throw new ApiError(400, code, message);
  }
  return reply({ errors: null, success: true });
}

function layoutsOf(request: RestRequest): readonly ApprovalProcess[] {
  const { name } = findObject(request);
  return request.org.approvals.processes.filter(({ object }) => object === name);
}

function layout(request: RestRequest): RestReply {
  const wanted = request.parameter('name').toLowerCase();
  const found = layoutsOf(request).find(({ developerName }) => developerName.toLowerCase() === wanted);
  if (!found) throw notFound();
  return reply({ approvalLayouts: [describeApprovalLayout(findObject(request), found)] });
}

/** Adds approval processes: which there are, submitting, deciding; and workflow rules. */
export function addApprovals(router: RestRouter): void {
  router.add('/process', {
    GET: ({ base }) => reply({ rules: `${base}/process/rules`, approvals: `${base}/process/approvals` }),
  });
  router.add('/process/approvals', { GET: listProcesses, POST: process });
  router.add('/process/rules', { GET: () => reply({ rules: {} }), POST: triggerRules });
  router.add('/sobjects/:object/describe/approvalLayouts', {
    GET: (request) => {
      const object = findObject(request);
      return reply({ approvalLayouts: layoutsOf(request).map((found) => describeApprovalLayout(object, found)) });
    },
  });
  router.add('/sobjects/:object/describe/approvalLayouts/:name', { GET: layout });
}
