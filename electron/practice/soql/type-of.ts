import type { FieldTypeOf } from '@jetstreamapp/soql-parser-js';
import { type RenderedRecord, recordAttributes, renderValue } from '../rest/render.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import { nameObject } from './polymorphic.ts';
import { QueryScope } from './scope.ts';

type ShowRecord = (base: string, row: Row) => RenderedRecord;

/** Shows fields of a record of one object, under their names. */
function compileBranch(scope: QueryScope, fieldList: readonly string[]): ShowRecord {
  const values = fieldList.map((path) => {
    const value = scope.resolve(path);
    if (value.parents.length === 0) return value;
    throw scope.error('MALFORMED_QUERY', path, 'TYPEOF takes fields of the object itself, not of its parents');
  });
  return (base, row) => {
    const record: RenderedRecord = { attributes: recordAttributes(base, scope.object, row) };
    for (const { field } of values) record[field.name] = renderValue(base, scope.object, row, field.name);
    return record;
  };
}

/** Shows fields that records of several objects have; an object without one of them shows null. */
function compileElse(scope: QueryScope, fieldList: readonly string[], lookup: FieldDefinition): ShowRecord {
  const { schema } = scope.asker;
  const names = nameObject(schema, lookup);
  const nameScope = names && new QueryScope(scope.asker, names, scope.soql);
  const fields = fieldList.flatMap((path) => nameScope?.resolve(path).field.name ?? []);
  return (base, row) => {
    const object = schema.findByPrefix(String(row.Id)) ?? scope.object;
    const record: RenderedRecord = { attributes: { ...recordAttributes(base, object, row), type: 'Name' } };
    for (const name of fields) record[name] = scope.readFrom(row, lookup, name);
    return record;
  };
}

function findLookup(scope: QueryScope, name: string): FieldDefinition {
  const { lookup } = scope.follow(scope.object, name, name);
  if ((lookup.reference?.to.length ?? 0) > 1) return lookup;
  const message = `TYPEOF can only be used with a relationship that leads to several objects; '${name}' leads to one`;
  throw scope.error('INVALID_FIELD', name, message);
}

/**
 * Makes what shows `TYPEOF What WHEN Account THEN Phone ELSE Name END`: the parent record with the fields its object
 * asks for, with the ELSE fields for other objects, with `attributes` alone when there is no ELSE; null without a
 * parent. Throws ApiError for objects and fields the user does not see and for lookups to one object.
 */
export function compileTypeOf(
  scope: QueryScope,
  item: FieldTypeOf,
): { readonly name: string; readonly render: (base: string, row: Row) => RenderedRecord | null } {
  const { asker, soql } = scope;
  const lookup = findLookup(scope, item.field);
  const branches = new Map<string, ShowRecord>();
  let otherwise = compileElse(scope, [], lookup);
  for (const { type, objectType = '', fieldList } of item.conditions) {
    if (type === 'ELSE') {
      otherwise = compileElse(scope, fieldList, lookup);
      continue;
    }
    const object = asker.schema.find(objectType);
    if (!object || !lookup.reference?.to.includes(object.name)) {
      throw scope.error('INVALID_TYPE', objectType, `sObject type '${objectType}' is not supported.`);
    }
    branches.set(object.name, compileBranch(new QueryScope(asker, object, soql), fieldList));
  }
  const render = (base: string, row: Row): RenderedRecord | null => {
    const parent = scope.parentOf(row, lookup);
    const object = parent && asker.schema.findByPrefix(String(parent.Id));
    return parent && object ? (branches.get(object.name) ?? otherwise)(base, parent) : null;
  };
  return { name: lookup.reference?.relationshipName ?? item.field, render };
}
