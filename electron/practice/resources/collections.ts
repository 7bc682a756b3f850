import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import { readJson } from '../http/body.ts';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { basePath } from '../http/rest.ts';
import { parseId } from '../ids.ts';
import type { Org } from '../org.ts';
import type { SchemaObject } from '../schema/object.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import { createRecord, deleteRecord, updateRecord, type WriteResult } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { RecordError } from '../store/validate.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { writeContext } from './write-context.ts';

const collectionLimit = 200;
const rolledBack: RecordError = {
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

function checkCount(count: number): void {
  if (count <= collectionLimit) return;
  const message = `record limit reached. cannot submit more than ${collectionLimit} records into this call`;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
}

function shownResult(result: WriteResult): Record<string, unknown> {
  if (!('error' in result)) return { id: result.id, success: true, errors: [] };
  const { code, message, fields } = result.error;
  const errors = [{ statusCode: code, message, fields }];
  return result.id === null ? { success: false, errors } : { id: result.id, success: false, errors };
}

/** Runs the writes one after another; with `allOrNone` one failure undoes all and marks the others as rolled back. */
function runAll(store: Store, allOrNone: boolean, writes: readonly (() => WriteResult)[]): Record<string, unknown>[] {
  const results = store.transact(() => {
    const outcome = writes.map((write) => write());
    return { rollback: allOrNone && outcome.some((result) => 'error' in result), result: outcome };
  });
  const undone = allOrNone && results.some((result) => 'error' in result);
  return results.map((result) =>
    shownResult(undone && !('error' in result) ? { id: null, error: rolledBack } : result),
  );
}

interface CollectionBody {
  readonly allOrNone: boolean;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

async function readCollection(context: PracticeContext): Promise<CollectionBody> {
  const body = await readJson(context);
  const records = isJsonObject(body) ? body.records : undefined;
  if (!isJsonObject(body) || !Array.isArray(records) || !records.every(isJsonObject)) {
    throw new ApiError(
      400,
      'JSON_PARSER_ERROR',
      'The request body must be an object with a list of records at [line:1, column:1]',
    );
  }
  checkCount(records.length);
  return { allOrNone: body.allOrNone === true, records };
}

function objectOf(store: Store, record: Readonly<Record<string, unknown>>): SchemaObject {
  const type = isJsonObject(record.attributes) ? record.attributes.type : undefined;
  if (typeof type !== 'string') {
    throw new ApiError(400, 'INVALID_TYPE', 'Each record needs its object in attributes.type.');
  }
  const object = store.schema.find(type);
  if (!object) throw new ApiError(400, 'INVALID_TYPE', `sObject type '${type.slice(0, 200)}' is not supported.`);
  return object;
}

async function createAll(context: PracticeContext, org: Org): Promise<Response> {
  const { allOrNone, records } = await readCollection(context);
  const who = writeContext(context, org);
  const writes = records.map((record) => {
    const object = objectOf(org.store, record);
    const draft = readDraft(object, record);
    return () => createRecord(org.store, object, draft, who);
  });
  return respondJson(context, runAll(org.store, allOrNone, writes));
}

const malformedId = (text: string): RecordError => ({
  code: 'MALFORMED_ID',
  message: `malformed id ${text.slice(0, 200)}`,
  fields: ['Id'],
});

const idField = new Set(['id']);

async function updateAll(context: PracticeContext, org: Org): Promise<Response> {
  const { allOrNone, records } = await readCollection(context);
  const who = writeContext(context, org);
  const writes = records.map((record) => {
    const object = objectOf(org.store, record);
    const draft = readDraft(object, record, idField);
    const sent = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1];
    return (): WriteResult => {
      if (typeof sent !== 'string' || sent === '') {
        return {
          id: null,
          error: { code: 'MISSING_ARGUMENT', message: 'Id not specified in an update call', fields: [] },
        };
      }
      const id = parseId(sent);
      if (!id?.startsWith(object.keyPrefix)) return { id: null, error: malformedId(sent) };
      return updateRecord(org.store, object, id, draft, who);
    };
  });
  return respondJson(context, runAll(org.store, allOrNone, writes));
}

function removeAll(context: PracticeContext, org: Org): Response {
  const ids = (context.req.query('ids') ?? '').split(',').filter((text) => text !== '');
  if (ids.length === 0) throw new ApiError(400, 'MISSING_ARGUMENT', 'The ids parameter is required.');
  checkCount(ids.length);
  const who = writeContext(context, org);
  const writes = ids.map((text) => (): WriteResult => {
    const id = parseId(text);
    const object = org.store.schema.objects.find((candidate) => id?.startsWith(candidate.keyPrefix));
    if (!id || !object) return { id: null, error: malformedId(text) };
    return deleteRecord(org.store, object, id, who);
  });
  return respondJson(context, runAll(org.store, context.req.query('allOrNone') === 'true', writes));
}

async function retrieveAll(context: PracticeContext, org: Org): Promise<Response> {
  const object = org.store.schema.find(context.req.param('object') ?? '');
  if (!object) throw notFound();
  const body = await readJson(context);
  const ids = isJsonObject(body) ? body.ids : undefined;
  const fields = isJsonObject(body) ? body.fields : undefined;
  if (!Array.isArray(ids) || !Array.isArray(fields) || fields.length === 0) {
    throw new ApiError(400, 'MISSING_ARGUMENT', 'The request body needs the lists ids and fields.');
  }
  if (ids.length > 2000)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      'record limit reached. cannot submit more than 2000 records into this call',
    );
  const names = fields.map((name: unknown) => {
    const field = object.fieldByName.get(String(name).toLowerCase());
    if (field) return field.name;
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${String(name).slice(0, 200)}' on sobject of type ${object.name}`,
    );
  });
  const base = basePath(context);
  const found = ids.map((text: unknown): RenderedRecord | null => {
    const id = parseId(String(text));
    const row = id ? org.store.table(object).find(id) : undefined;
    return row ? renderRecord(base, object, row, names) : null;
  });
  return respondJson(context, found);
}

/** Adds create, update and delete of up to 200 records in one call, and reading up to 2,000 by id. */
export function addCollections(app: Hono<PracticeEnv>, org: Org): void {
  const root = '/services/data/:version/composite/sobjects';
  addResource(app, root, {
    POST: (context) => createAll(context, org),
    PATCH: (context) => updateAll(context, org),
    DELETE: (context) => removeAll(context, org),
  });
  addResource(app, `${root}/:object`, { POST: (context) => retrieveAll(context, org) });
}
