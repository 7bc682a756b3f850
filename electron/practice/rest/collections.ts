import { ApiError } from '../api-error.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import { type Draft, isJsonObject } from '../store/deserialize.ts';
import { readWithParents } from '../store/parents.ts';
import { type RecordError, refuseWrite, type WriteResult } from '../store/record-error.ts';
import { createRecord, deleteRecord, updateRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { upsertRecord } from '../store/upsert.ts';
import { writeAll } from '../store/write-all.ts';
import { findKeyField } from './external-id.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { errorsOf } from './show-errors.ts';
import { fieldName, findObject, noSuchKey } from './sobjects.ts';

/** Most records of one call that writes, and of one that reads. Source: "sObject Collections". */
const collectionLimit = 200;
const retrieveLimit = 2000;

function checkCount(count: number, limit: number = collectionLimit): void {
  if (count <= limit) return;
  const message = `record limit reached. cannot submit more than ${limit} records into this call`;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
}

function shownResult(result: WriteResult): Record<string, unknown> {
  const { id, success } = result;
  return { ...(id === null ? {} : { id }), success, errors: errorsOf(result) };
}

/** The results of the writes, each as REST shows it. */
function runAll(
  store: Store,
  allOrNone: boolean,
  writes: readonly (() => WriteResult)[],
  show: (result: WriteResult) => Record<string, unknown> = shownResult,
): RestReply {
  return reply(writeAll(store, allOrNone, writes).map(show));
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
    const read = readWithParents(store, who.schema, object, record);
    if ('error' in read) return () => refuseWrite(null, read.error);
    return () => createRecord(store, object, read.draft, who);
  });
  return runAll(store, allOrNone, writes);
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
    const read = readWithParents(store, who.schema, object, record, idField);
    const sent = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1];
    return (): WriteResult => {
      if (typeof sent !== 'string' || sent === '') {
        const message = 'Id not specified in an update call';
        return refuseWrite(null, { code: 'MISSING_ARGUMENT', message, fields: [] });
      }
      const id = parseId(sent);
      if (!id?.startsWith(object.keyPrefix)) return refuseWrite(null, malformedId(sent));
      if ('error' in read) return refuseWrite(id, read.error);
      return updateRecord(store, object, id, read.draft, who);
    };
  });
  return runAll(store, allOrNone, writes);
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
  return runAll(store, request.query.get('allOrNone') === 'true', writes);
}

/** A record's value of the key field. */
function keyValue(record: Readonly<Record<string, unknown>>, draft: Draft, key: FieldDefinition): Scalar {
  if (key.type !== 'id') return draft.get(key.name) ?? null;
  const sent = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1];
  return typeof sent === 'string' ? sent : null;
}

const wrongType = ({ name }: SchemaObject): RecordError => ({
  code: 'INVALID_TYPE',
  message: `Each record of this call must be of the type ${name}.`,
  fields: [],
});

function upsertAll(request: RestRequest): RestReply {
  const { allOrNone, records } = readCollection(request);
  const object = findObject(request);
  const { store } = request.org;
  const who = request.writer;
  const name = request.parameter('field');
  const key = findKeyField(object, name);
  if (!key) throw noSuchKey(name);
  const writes = records.map((record) => {
    if (objectOf(who.schema, record) !== object) return () => refuseWrite(null, wrongType(object));
    const read = readWithParents(store, who.schema, object, record, key.type === 'id' ? idField : undefined);
    if ('error' in read) return () => refuseWrite(null, read.error);
    const value = keyValue(record, read.draft, key);
    return () => upsertRecord(store, object, key, value, read.draft, who);
  });
  return runAll(store, allOrNone, writes, (result) => ({ ...shownResult(result), created: result.created }));
}

/** Reads records by id; null for those that are not there. */
function readAll(request: RestRequest, ids: readonly unknown[], fields: readonly unknown[]): RestReply {
  const object = findObject(request);
  if (ids.length === 0 || fields.length === 0) {
    throw new ApiError(400, 'MISSING_ARGUMENT', 'The lists ids and fields are required.');
  }
  checkCount(ids.length, retrieveLimit);
  const names = fields.map((name) => fieldName(object, String(name).trim()));
  const table = request.org.store.table(object);
  const found = ids.map((text): RenderedRecord | null => {
    const id = parseId(String(text).trim());
    const row = id ? table.find(id) : undefined;
    return row ? renderRecord(request.base, object, row, names) : null;
  });
  return reply(found);
}

function readPosted(request: RestRequest): RestReply {
  const body = request.json();
  const list = (name: string): readonly unknown[] => {
    const value = isJsonObject(body) ? body[name] : undefined;
    return Array.isArray(value) ? value : [];
  };
  return readAll(request, list('ids'), list('fields'));
}

function readNamed(request: RestRequest): RestReply {
  const list = (name: string) => (request.query.get(name) ?? '').split(',').filter((text) => text.trim() !== '');
  return readAll(request, list('ids'), list('fields'));
}

/** Adds create, update, upsert and delete of up to 200 records in one call, and reading up to 2,000 by id. */
export function addCollections(router: RestRouter): void {
  router.add('/composite/sobjects', { POST: createAll, PATCH: updateAll, DELETE: removeAll });
  router.add('/composite/sobjects/:object', { GET: readNamed, POST: readPosted });
  router.add('/composite/sobjects/:object/:field', { PATCH: upsertAll });
}
