import type { Scalar } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import { type Draft, isJsonObject, readDraft, readValue } from './deserialize.ts';
import type { RecordError } from './record-error.ts';
import type { Store } from './store.ts';
import { findByKey } from './upsert.ts';

/** A record that was read, or why its parents cannot be found. */
export type ReadRecord = { readonly draft: Draft } | { readonly error: RecordError };

const invalidField = (message: string): RecordError => ({ code: 'INVALID_FIELD', message, fields: [] });

/** The lookup field and the id of the parent that a nested record names by its one external id. */
function findParent(
  store: Store,
  schema: Schema,
  object: SchemaObject,
  name: string,
  nested: Readonly<Record<string, unknown>>,
): readonly [string, Scalar] | RecordError {
  const lookup = object.fieldByRelationship.get(name.toLowerCase());
  const attributes = isJsonObject(nested.attributes) ? nested.attributes : {};
  const typeName = typeof attributes.type === 'string' ? attributes.type : lookup?.reference?.to[0];
  const parent = typeName === undefined ? undefined : schema.find(typeName);
  const [entry, ...others] = Object.entries(nested).filter(([key]) => key.toLowerCase() !== 'attributes');
  if (!lookup?.reference || !parent || !entry || others.length > 0 || !lookup.reference.to.includes(parent.name)) {
    return invalidField(`The reference ${name.slice(0, 200)} needs one external id of its object.`);
  }
  const [keyName, value] = entry;
  const key = parent.fieldByName.get(keyName.toLowerCase());
  if (!key || !(key.externalId || key.idLookup)) {
    const message = `Field name provided, ${keyName.slice(0, 200)} is not an External ID or indexed field for ${parent.name}`;
    return invalidField(message);
  }
  const wanted = readValue(key, value);
  const [id, more] = findByKey(store, parent, key, wanted);
  if (id !== undefined && more === undefined) return [lookup.name, id];
  const shown = `${String(wanted).slice(0, 200)} for field ${key.name} in entity ${parent.name}`;
  return invalidField(
    id === undefined ? `Foreign key external ID: ${shown} not found` : `More than one record found: ${shown}`,
  );
}

/**
 * Reads a record whose parents may be named by an external id instead of their id: `{"Account__r": {"Number__c": "1"}}`.
 * Throws ApiError as `readDraft` does. Source: "Insert or Update (Upsert) a Record Using an External ID", relating to
 * records by external id.
 */
export function readWithParents(
  store: Store,
  schema: Schema,
  object: SchemaObject,
  json: unknown,
  skip: ReadonlySet<string> = new Set(),
): ReadRecord {
  if (!isJsonObject(json)) return { draft: readDraft(object, json, skip) };
  const parents = Object.entries(json).filter(
    ([name, value]) =>
      isJsonObject(value) && !skip.has(name.toLowerCase()) && object.fieldByRelationship.has(name.toLowerCase()),
  );
  if (parents.length === 0) return { draft: readDraft(object, json, skip) };
  const passed = new Set([...skip, ...parents.map(([name]) => name.toLowerCase())]);
  const draft = new Map(readDraft(object, json, passed));
  for (const [name, value] of parents) {
    const found = findParent(store, schema, object, name, isJsonObject(value) ? value : {});
    if ('code' in found) return { error: found };
    draft.set(...found);
  }
  return { draft };
}
