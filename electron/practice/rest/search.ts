import { ApiError } from '../api-error.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import { executeSosl, renderSearch, runSearch } from '../sosl/execute.ts';
import { type ParameterizedSearch, readSearchParameters, readSearchQuery } from '../sosl/parameters.ts';
import { askerOf, pageRequestOf } from './query.ts';
import type { RenderedRecord } from './render.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

/** From this version on a result is an object; before, it is the list of records alone. */
const wrappedFrom = 37;

function showResult(request: RestRequest, records: readonly RenderedRecord[]): RestReply {
  return reply(request.version >= wrappedFrom ? { searchRecords: records } : records);
}

function search(request: RestRequest): RestReply {
  const sosl = request.query.get('q');
  if (sosl === null) throw new ApiError(400, 'MALFORMED_SEARCH', 'A search string has to be specified');
  return showResult(request, renderSearch(pageRequestOf(request), executeSosl(askerOf(request), sosl)));
}

function parameterized(request: RestRequest, { search: parsed, offset }: ParameterizedSearch): RestReply {
  const records = renderSearch(pageRequestOf(request), runSearch(askerOf(request), parsed));
  return showResult(request, records.slice(offset));
}

function searchable({ schema }: RestRequest): readonly SchemaObject[] {
  return schema.objects.filter((object) => object.searchable && object.queryable);
}

function scopeOrder(request: RestRequest): RestReply {
  return reply(
    searchable(request).map(({ name }) => ({ type: name, url: `${request.base}/sobjects/${name}/describe` })),
  );
}

function columnsOf(object: SchemaObject): readonly Record<string, unknown>[] {
  const column = (field: FieldDefinition, name = field.name, label = field.label) => ({
    field: `${object.name}.${field.name}`,
    format: field.type === 'date' || field.type === 'datetime' ? field.type : null,
    label,
    name,
  });
  const own = object.fields.filter((field) => field.nameField || field.type === 'phone' || field.type === 'email');
  const owner = object.fieldByName.get('ownerid');
  return [...own.map((field) => column(field)), ...(owner ? [column(owner, 'Owner.Alias', 'Owner Alias')] : [])];
}

function layout(request: RestRequest): RestReply {
  const names = (request.query.get('q') ?? '').split(',').filter((name) => name.trim() !== '');
  const layouts = names.map((name) => {
    const object = request.schema.find(name.trim());
    if (!object?.searchable) {
      throw new ApiError(400, 'INVALID_TYPE', `sObject type '${name.slice(0, 200)}' is not supported.`);
    }
    return { label: 'Search Results', limitRows: 25, objectType: object.name, searchColumns: columnsOf(object) };
  });
  return reply(layouts);
}

/** Adds SOSL search, search by parameters, and what clients ask before they search. */
export function addSearch(router: RestRouter): void {
  router.add('/search', { GET: search });
  router.add('/search/scopeOrder', { GET: scopeOrder });
  router.add('/search/layout', { GET: layout });
  router.add('/parameterizedSearch', {
    GET: (request) => parameterized(request, readSearchQuery(request.query)),
    POST: (request) => parameterized(request, readSearchParameters(request.json())),
  });
}
