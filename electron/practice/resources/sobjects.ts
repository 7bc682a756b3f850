import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import { readJson } from '../http/body.ts';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { basePath } from '../http/rest.ts';
import { parseId } from '../ids.ts';
import type { Org } from '../org.ts';
import { describeGlobal, describeObject, summarizeObject } from '../schema/describe.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import { createRecord, deleteRecord, missingRecord, updateRecord, type WriteResult } from '../store/records.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { writeContext } from './write-context.ts';

function findObject(context: PracticeContext, org: Org): SchemaObject {
  const object = org.store.schema.find(context.req.param('object') ?? '');
  if (!object) throw notFound();
  return object;
}

/** The 18-character id of the path. Text of another form is taken for an external id value, which the org has none of. */
function pathId(context: PracticeContext): string {
  const text = context.req.param('id') ?? '';
  const id = parseId(text);
  if (id) return id;
  if (/^[A-Za-z0-9]{18}$/.test(text)) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`);
  throw notFound(`Provided external ID field does not exist or is not accessible: ${text.slice(0, 200)}`);
}

function finishWrite(result: WriteResult): string {
  if (!('error' in result)) return result.id;
  const { code, message, fields } = result.error;
  if (code === 'INVALID_CROSS_REFERENCE_KEY' && result.id !== null && fields.length === 0) throw notFound();
  throw new ApiError(code === 'ENTITY_IS_DELETED' ? 404 : 400, code, message, fields);
}

async function create(context: PracticeContext, org: Org): Promise<Response> {
  const object = findObject(context, org);
  const draft = readDraft(object, await readJson(context));
  const id = finishWrite(createRecord(org.store, object, draft, writeContext(context, org)));
  context.header('Location', `${basePath(context)}/sobjects/${object.name}/${id}`);
  return respondJson(context, { id, success: true, errors: [] }, 201);
}

function read(context: PracticeContext, org: Org): Response {
  const object = findObject(context, org);
  const id = pathId(context);
  const row = org.store.table(object).find(id);
  if (!row) {
    const { code, message, fields } = missingRecord(org.store, object, id);
    throw code === 'ENTITY_IS_DELETED' ? new ApiError(404, code, message, fields) : notFound();
  }
  return respondJson(context, renderRecord(basePath(context), object, row, readFieldList(context, object)));
}

function readFieldList(context: PracticeContext, object: SchemaObject): string[] | null {
  const list = context.req.query('fields');
  if (list === undefined || list.trim() === '') return null;
  return list.split(',').map((name) => {
    const field = object.fieldByName.get(name.trim().toLowerCase());
    if (field) return field.name;
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${name.trim().slice(0, 200)}' on sobject of type ${object.name}`,
    );
  });
}

async function update(context: PracticeContext, org: Org): Promise<Response> {
  const object = findObject(context, org);
  const id = pathId(context);
  const json = await readJson(context);
  if (isJsonObject(json) && Object.keys(json).some((name) => name.toLowerCase() === 'id')) {
    throw new ApiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  finishWrite(updateRecord(org.store, object, id, readDraft(object, json), writeContext(context, org)));
  return context.body(null, 204);
}

function remove(context: PracticeContext, org: Org): Response {
  const object = findObject(context, org);
  finishWrite(deleteRecord(org.store, object, pathId(context), writeContext(context, org)));
  return context.body(null, 204);
}

function recentItems(org: Org, base: string, object: SchemaObject): RenderedRecord[] {
  const latest: Row[] = [...org.store.table(object).rows()].slice(-5).reverse();
  const names = object.fields.filter((field) => field.name === 'Id' || field.nameField).map((field) => field.name);
  return latest.map((row) => renderRecord(base, object, row, names));
}

/** Adds describe, and create, read, update and delete of one record. */
export function addSObjects(app: Hono<PracticeEnv>, org: Org): void {
  const root = '/services/data/:version/sobjects';
  addResource(app, root, {
    GET: (context) => respondJson(context, describeGlobal(org.store.schema, basePath(context))),
  });
  addResource(app, `${root}/:object`, {
    GET: (context) => {
      const object = findObject(context, org);
      const base = basePath(context);
      const objectDescribe = summarizeObject(object, base);
      return respondJson(context, { objectDescribe, recentItems: recentItems(org, base, object) });
    },
    POST: (context) => create(context, org),
  });
  addResource(app, `${root}/:object/describe`, {
    GET: (context) =>
      respondJson(context, describeObject(org.store.schema, findObject(context, org), basePath(context))),
  });
  addResource(app, `${root}/:object/:id`, {
    GET: (context) => read(context, org),
    PATCH: (context) => update(context, org),
    DELETE: (context) => remove(context, org),
  });
}
