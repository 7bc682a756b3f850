import { ApiError, notFound } from '../api-error.ts';
import { parseId } from '../ids.ts';
import { describeGlobal, describeObject, summarizeObject } from '../schema/describe.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import type { WriteResult } from '../store/record-error.ts';
import { createRecord, deleteRecord, missingRecord, updateRecord } from '../store/records.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { noContent, type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

/** The object a path names, as the caller sees it. Throws ApiError 404. */
export function findObject(request: RestRequest): SchemaObject {
  const object = request.schema.find(request.parameter('object'));
  if (!object) throw notFound();
  return object;
}

/** The 18-character id of the path. Throws ApiError 400 for text that only looks like one, 404 for other text. */
function pathId(request: RestRequest): string {
  const text = request.parameter('id');
  const id = parseId(text);
  if (id) return id;
  if (/^[A-Za-z0-9]{18}$/.test(text)) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`);
  throw notFound(`Provided external ID field does not exist or is not accessible: ${text.slice(0, 200)}`);
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
  const draft = readDraft(object, request.json());
  const id = finishWrite(createRecord(request.org.store, object, draft, request.writer));
  const location = `${request.base}/sobjects/${object.name}/${id}`;
  return reply({ id, success: true, errors: [] }, 201, { Location: location });
}

function read(request: RestRequest): RestReply {
  const { store } = request.org;
  const object = findObject(request);
  const id = pathId(request);
  const row = store.table(object).find(id);
  if (!row) {
    const { code, message, fields } = missingRecord(store, object, id);
    throw code === 'ENTITY_IS_DELETED' ? new ApiError(404, code, message, fields) : notFound();
  }
  return reply(renderRecord(request.base, object, row, readFieldList(request, object)));
}

function readFieldList(request: RestRequest, object: SchemaObject): string[] | null {
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

function update(request: RestRequest): RestReply {
  const object = findObject(request);
  const id = pathId(request);
  const json = request.json();
  if (isJsonObject(json) && Object.keys(json).some((name) => name.toLowerCase() === 'id')) {
    throw new ApiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  finishWrite(updateRecord(request.org.store, object, id, readDraft(object, json), request.writer));
  return noContent;
}

function remove(request: RestRequest): RestReply {
  const object = findObject(request);
  finishWrite(deleteRecord(request.org.store, object, pathId(request), request.writer));
  return noContent;
}

function basicInformation(request: RestRequest): RestReply {
  const object = findObject(request);
  const objectDescribe = summarizeObject(object, request.base);
  return reply({ objectDescribe, recentItems: recentItems(request, object) });
}

function recentItems({ org, base }: RestRequest, object: SchemaObject): RenderedRecord[] {
  const latest: Row[] = [...org.store.table(object).rows()].slice(-5).reverse();
  const names = object.fields.filter((field) => field.name === 'Id' || field.nameField).map((field) => field.name);
  return latest.map((row) => renderRecord(base, object, row, names));
}

/** Adds describe, and create, read, update and delete of one record. */
export function addSObjects(router: RestRouter): void {
  router.add('/sobjects', { GET: ({ schema, base }) => reply(describeGlobal(schema, base)) });
  router.add('/sobjects/:object', { GET: basicInformation, POST: create });
  router.add('/sobjects/:object/describe', {
    GET: (request) => reply(describeObject(request.schema, findObject(request), request.base)),
  });
  router.add('/sobjects/:object/:id', { GET: read, PATCH: update, DELETE: remove });
}
