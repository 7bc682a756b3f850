import { ApiError } from '../api-error.ts';
import { parseId } from '../ids.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import { type RecordError, refuseWrite, type WriteResult } from '../store/record-error.ts';
import { createRecord, deleteRecord, updateRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { writeAll } from '../store/write-all.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { fieldName, findObject } from './sobjects.ts';

const collectionLimit = 200;

function checkCount(count: number, limit: number = collectionLimit): void {
  if (count <= limit) return;
  const message = `record limit reached. cannot submit more than ${limit} records into this call`;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
}

function shownResult(result: WriteResult): Record<string, unknown> {
  if (result.success) return { id: result.id, success: true, errors: [] };
  const errors = result.errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
  return result.id === null ? { success: false, errors } : { id: result.id, success: false, errors };
}

function runAll(store: Store, allOrNone: boolean, writes: readonly (() => WriteResult)[]): Record<string, unknown>[] {
  return writeAll(store, allOrNone, writes).map(shownResult);
}

interface CollectionBody {
  readonly allOrNone: boolean;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

function readCollection(request: RestRequest): CollectionBody {
  const body = request.json();
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

function objectOf(schema: Schema, record: Readonly<Record<string, unknown>>): SchemaObject {
  const type = isJsonObject(record.attributes) ? record.attributes.type : undefined;
  if (typeof type !== 'string') {
    throw new ApiError(400, 'INVALID_TYPE', 'Each record needs its object in attributes.type.');
  }
  const object = schema.find(type);
  if (!object) throw new ApiError(400, 'INVALID_TYPE', `sObject type '${type.slice(0, 200)}' is not supported.`);
  return object;
}

function createAll(request: RestRequest): RestReply {
  const { allOrNone, records } = readCollection(request);
  const { store } = request.org;
  const who = request.writer;
  const writes = records.map((record) => {
    const object = objectOf(who.schema, record);
    const draft = readDraft(object, record);
    return () => createRecord(store, object, draft, who);
  });
  return reply(runAll(store, allOrNone, writes));
}

const malformedId = (text: string): RecordError => ({
  code: 'MALFORMED_ID',
  message: `malformed id ${text.slice(0, 200)}`,
  fields: ['Id'],
});

const idField = new Set(['id']);

function updateAll(request: RestRequest): RestReply {
  const { allOrNone, records } = readCollection(request);
  const { store } = request.org;
  const who = request.writer;
  const writes = records.map((record) => {
    const object = objectOf(who.schema, record);
    const draft = readDraft(object, record, idField);
    const sent = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1];
    return (): WriteResult => {
      if (typeof sent !== 'string' || sent === '') {
        const message = 'Id not specified in an update call';
        return refuseWrite(null, { code: 'MISSING_ARGUMENT', message, fields: [] });
      }
      const id = parseId(sent);
      if (!id?.startsWith(object.keyPrefix)) return refuseWrite(null, malformedId(sent));
      return updateRecord(store, object, id, draft, who);
    };
  });
  return reply(runAll(store, allOrNone, writes));
}

function removeAll(request: RestRequest): RestReply {
  const { store } = request.org;
  const ids = (request.query.get('ids') ?? '').split(',').filter((text) => text !== '');
  if (ids.length === 0) throw new ApiError(400, 'MISSING_ARGUMENT', 'The ids parameter is required.');
  checkCount(ids.length);
  const who = request.writer;
  const writes = ids.map((text) => (): WriteResult => {
    const id = parseId(text);
    const object = id ? who.schema.findByPrefix(id) : undefined;
    return id && object ? deleteRecord(store, object, id, who) : refuseWrite(null, malformedId(text));
  });
  return reply(runAll(store, request.query.get('allOrNone') === 'true', writes));
}

function retrieveAll(request: RestRequest): RestReply {
  const object = findObject(request);
  const body = request.json();
  const ids = isJsonObject(body) ? body.ids : undefined;
  const fields = isJsonObject(body) ? body.fields : undefined;
  if (!Array.isArray(ids) || !Array.isArray(fields) || fields.length === 0) {
    throw new ApiError(400, 'MISSING_ARGUMENT', 'The request body needs the lists ids and fields.');
  }
  checkCount(ids.length, 2000);
  const names = fields.map((name: unknown) => fieldName(object, String(name)));
  const table = request.org.store.table(object);
  const found = ids.map((text: unknown): RenderedRecord | null => {
    const id = parseId(String(text));
    const row = id ? table.find(id) : undefined;
    return row ? renderRecord(request.base, object, row, names) : null;
  });
  return reply(found);
}

/** Adds create, update and delete of up to 200 records in one call, and reading up to 2,000 by id. */
export function addCollections(router: RestRouter): void {
  router.add('/composite/sobjects', { POST: createAll, PATCH: updateAll, DELETE: removeAll });
  router.add('/composite/sobjects/:object', { POST: retrieveAll });
}
