import { notFound } from '../api-error.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { type ChildRelationship, findChildRelationship } from '../schema/relationships.ts';
import { findKeyField, readByKey, removeByKey, upsertByKey } from './external-id.ts';
import type { RestHandler, RestReply, RestRequest } from './request.ts';
import type { RestRouter } from './router.ts';
import {
  changeRecord,
  findObject,
  findRow,
  noSuchKey,
  readFieldList,
  readId,
  readRecord,
  removeRecord,
} from './sobjects.ts';

type RecordAnswer = (request: RestRequest, object: SchemaObject, id: string) => RestReply;

/** Where a chain of relationship names leads: to one record, or to the children of one. */
type Target =
  | { readonly kind: 'parent'; readonly object: SchemaObject; readonly id: string }
  | (ChildRelationship & { readonly kind: 'children'; readonly id: string });

function follow(request: RestRequest, object: SchemaObject, row: Row, names: readonly string[]): Target {
  const { schema } = request;
  const [name = '', ...rest] = names;
  const id = String(row.Id);
  const field = object.fieldByRelationship.get(name.toLowerCase());
  if (field) {
    const parentId = row[field.name];
    const parent = typeof parentId === 'string' ? schema.findByPrefix(parentId) : undefined;
    if (!parent || typeof parentId !== 'string') throw notFound();
    if (rest.length === 0) return { kind: 'parent', object: parent, id: parentId };
    return follow(request, parent, findRow(request, parent, parentId), rest);
  }
  const children = findChildRelationship(schema, object, name);
  if (!children || rest.length > 0) throw notFound();
  return { kind: 'children', ...children, id };
}

function findTarget(request: RestRequest): Target {
  const object = findObject(request);
  const id = parseId(request.parameter('key'));
  if (!id) throw noSuchKey(request.parameter('key'));
  const names = ['value', 'second', 'third'].map((part) => request.parameter(part)).filter((name) => name !== '');
  return follow(request, object, findRow(request, object, id), names);
}

const pageSizeHeader = 'sforce-query-options';

function pagingHeader(request: RestRequest): ReadonlyMap<string, string> {
  return new Map([[pageSizeHeader, request.header(pageSizeHeader) ?? '']]);
}

/** The bytes of a base64 field. */
function readBlob(request: RestRequest, object: SchemaObject, field: FieldDefinition): RestReply {
  const id = readId(request.parameter('key'));
  const content = findRow(request, object, id)[field.name];
  if (typeof content !== 'string') throw notFound();
  const headers = { 'Content-Type': 'application/octet-stream' };
  return { status: 200, headers, content: Buffer.from(content, 'base64') };
}

/** The children as a query answers them, so that they come in pages as every query result does. */
function readChildren(router: RestRouter, request: RestRequest, target: Target & { kind: 'children' }): RestReply {
  const { object, field, id } = target;
  const fields = readFieldList(request, object) ?? object.fields.map(({ name }) => name);
  const soql = `SELECT ${fields.join(', ')} FROM ${object.name} WHERE ${field.name} = '${id}'`;
  const query = new URLSearchParams({ q: soql });
  return router.answer(request.part({ method: 'GET', path: '/query', query, headers: pagingHeader(request) }));
}

/** A call about the one record a chain of relationships leads to. */
function onParent(answer: RecordAnswer): RestHandler {
  return (request) => {
    const target = findTarget(request);
    if (target.kind === 'children') throw notFound();
    return answer(request, target.object, target.id);
  };
}

/**
 * Adds the paths under a record that are named by what they lead to: an external id field and its value, or up to
 * three relationships from a record to its parents or children. Source: "sObject Rows by External ID", "sObject
 * Relationships".
 */
export function addRelated(router: RestRouter): void {
  const readTarget: RestHandler = (request) => {
    const object = findObject(request);
    const field = object.fieldByName.get(request.parameter('value').toLowerCase());
    if (field?.type === 'base64' && request.parameter('second') === '') return readBlob(request, object, field);
    const target = findTarget(request);
    if (target.kind === 'children') return readChildren(router, request, target);
    return readRecord(request, target.object, target.id);
  };
  const byKey =
    (
      answer: (request: RestRequest, object: SchemaObject, key: FieldDefinition) => RestReply,
      otherwise: RestHandler,
    ): RestHandler =>
    (request) => {
      const object = findObject(request);
      const key = findKeyField(object, request.parameter('key'));
      return key ? answer(request, object, key) : otherwise(request);
    };
  const change = onParent(changeRecord);
  const remove = onParent(removeRecord);
  router.add('/sobjects/:object/:key/:value', {
    GET: byKey(readByKey, readTarget),
    PATCH: byKey(upsertByKey, change),
    DELETE: byKey(removeByKey, remove),
  });
  for (const path of ['/sobjects/:object/:key/:value/:second', '/sobjects/:object/:key/:value/:second/:third']) {
    router.add(path, { GET: readTarget, PATCH: change, DELETE: remove });
  }
}
