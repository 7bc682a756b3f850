import { ApiError, notFound } from '../api-error.ts';
import { parseId } from '../ids.ts';
import { summarizeObject } from '../schema/describe.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { type Draft, isJsonObject } from '../store/deserialize.ts';
import { readWithParents } from '../store/parents.ts';
import type { WriteResult } from '../store/record-error.ts';
import { createRecord, deleteRecord, missingRecord, updateRecord } from '../store/records.ts';
import { readMultipart } from './multipart.ts';
import { renderRecent } from './recent.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { noContent, type RestHandler, type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { errorsOf } from './show-errors.ts';

/** How many records basic information lists. */
const basicInformationItems = 5;

/** The object a path names, as the caller sees it. Throws ApiError 404. */
export function findObject(request: RestRequest): SchemaObject {
  const object = request.schema.find(request.parameter('object'));
  if (!object) throw notFound();
  return object;
}

/** The id in a path, with 18 characters. Throws ApiError 400 for text that only looks like one, 404 for other text. */
export function readId(text: string): string {
  const id = parseId(text);
  if (id) return id;
  if (/^[A-Za-z0-9]{18}$/.test(text)) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`);
  throw noSuchKey(text);
}

/** 404 for a name that is no field records can be found by. */
export function noSuchKey(name: string): ApiError {
  return notFound(`Provided external ID field does not exist or is not accessible: ${name.slice(0, 200)}`);
}

/** The id of a write that succeeded. Throws the ApiError a single call answers with otherwise. */
export function finishWrite(result: WriteResult): string {
  if (result.success) return result.id;
  const [{ code, fields }] = result.errors;
  if (code === 'INVALID_CROSS_REFERENCE_KEY' && result.id !== null && fields.length === 0) throw notFound();
  throw ApiError.of(
    code === 'ENTITY_IS_DELETED' ? 404 : 400,
    result.errors.map((error) => ({ message: error.message, errorCode: error.code, fields: error.fields })),
  );
}

function create(request: RestRequest): RestReply {
  const object = findObject(request);
  const draft = readSent(request, object, readRecordBody(request));
  const result = createRecord(request.org.store, object, draft, request.writer);
  const id = finishWrite(result);
  return reply({ id, success: true, errors: errorsOf(result) }, 201, {
    Location: recordPath(request, object, id),
  });
}

/** The fields sent for one record; parents may be named by an external id. Throws ApiError 400. */
export function readSent(request: RestRequest, object: SchemaObject, json: unknown): Draft {
  const read = readWithParents(request.org.store, request.schema, object, json);
  if ('draft' in read) return read.draft;
  const { code, message, fields } = read.error;
  throw new ApiError(400, code, message, fields);
}

/** The fields of a body: JSON or XML, or a multipart form of the fields and one file per base64 field. */
function readRecordBody(request: RestRequest): unknown {
  const type = request.header('content-type') ?? '';
  return /^multipart\/form-data\b/i.test(type) ? readMultipart(request.body, type) : request.json();
}

/** Where a record can be read. */
export function recordPath(request: RestRequest, object: SchemaObject, id: string): string {
  return `${request.base}/sobjects/${object.name}/${id}`;
}

/** The record of an id. Throws ApiError 404 when it was deleted or never existed. */
export function findRow(request: RestRequest, object: SchemaObject, id: string): Row {
  const { store } = request.org;
  const row = store.table(object).find(id);
  if (row) return row;
  const { code, message, fields } = missingRecord(store, object, id);
  throw code === 'ENTITY_IS_DELETED' ? new ApiError(404, code, message, fields) : notFound();
}

/** Reads one record, with the fields the call names or all; the record counts as viewed. */
export function readRecord(request: RestRequest, object: SchemaObject, id: string): RestReply {
  const row = findRow(request, object, id);
  const record = renderRecord(request.base, object, row, readFieldList(request, object));
  request.org.recent.note(request.session.userId, id);
  return reply(record);
}

/** The fields a call names in `fields`, by canonical name; null for all. Throws ApiError 400 `INVALID_FIELD`. */
export function readFieldList(request: RestRequest, object: SchemaObject): string[] | null {
  const list = request.query.get('fields');
  return list === null || list.trim() === '' ? null : list.split(',').map((name) => fieldName(object, name.trim()));
}

/** The canonical name of a field. Throws ApiError 400 `INVALID_FIELD` when the object has none of that name. */
export function fieldName(object: SchemaObject, name: string): string {
  const field = object.fieldByName.get(name.toLowerCase());
  if (field) return field.name;
  const message = `No such column '${name.slice(0, 200)}' on sobject of type ${object.name}`;
  throw new ApiError(400, 'INVALID_FIELD', message);
}

/** Refuses a body that holds the key the path already names, under any case. */
export function refuseKeyInBody(json: unknown, key: string): void {
  if (!isJsonObject(json) || !Object.keys(json).some((name) => name.toLowerCase() === key.toLowerCase())) return;
  throw new ApiError(400, 'INVALID_FIELD', `The ${key} field should not be specified in the sobject data.`, [key]);
}

/** Changes one record. */
export function changeRecord(request: RestRequest, object: SchemaObject, id: string): RestReply {
  const json = request.json();
  refuseKeyInBody(json, 'Id');
  finishWrite(updateRecord(request.org.store, object, id, readSent(request, object, json), request.writer));
  return noContent;
}

/** Deletes one record. */
export function removeRecord(request: RestRequest, object: SchemaObject, id: string): RestReply {
  finishWrite(deleteRecord(request.org.store, object, id, request.writer));
  return noContent;
}

/** Answers a call about the record whose id is in the path. */
function byId(answer: (request: RestRequest, object: SchemaObject, id: string) => RestReply): RestHandler {
  return (request) => {
    const object = findObject(request);
    return answer(request, object, readId(request.parameter('id')));
  };
}

function basicInformation(request: RestRequest): RestReply {
  const object = findObject(request);
  const objectDescribe = summarizeObject(object, request.base);
  return reply({ objectDescribe, recentItems: recentItems(request, object) });
}

function recentItems(request: RestRequest, object: SchemaObject): RenderedRecord[] {
  const ids = request.org.recent.of(request.session.userId).filter((id) => id.startsWith(object.keyPrefix));
  return renderRecent(request, ids, basicInformationItems);
}

/** Adds create, read, update and delete of one record, and basic information about an object. */
export function addSObjects(router: RestRouter): void {
  router.add('/sobjects/:object', { GET: basicInformation, POST: create });
  router.add('/sobjects/:object/:id', {
    GET: byId(readRecord),
    PATCH: byId(changeRecord),
    DELETE: byId(removeRecord),
  });
}
