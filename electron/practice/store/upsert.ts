import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { Draft } from './deserialize.ts';
import { refuseWrite, type WriteResult } from './record-error.ts';
import { createRecord, missingRecord, updateRecord, type WriteContext } from './records.ts';
import type { Store } from './store.ts';

/** The ids of the live records with this value in an id, lookup-id or external id field. */
export function findByKey(
  store: Store,
  object: SchemaObject,
  field: FieldDefinition,
  value: Scalar,
): readonly string[] {
  if (field.type !== 'id') return store.table(object).findBy(field.name, value);
  const id = typeof value === 'string' ? parseId(value) : null;
  return id && store.table(object).find(id) ? [id] : [];
}

/**
 * Updates the record with this value in the key field, or creates one that has it. Refused with `DUPLICATE_VALUE`
 * when several records match; callers that answer 300 look with `findByKey` first.
 */
export function upsertRecord(
  store: Store,
  object: SchemaObject,
  key: FieldDefinition,
  value: Scalar,
  draft: Draft,
  context: WriteContext,
): WriteResult {
  if (value === null || value === '') {
    if (key.type === 'id') return createRecord(store, object, draft, context);
    const message = `${key.name} not specified`;
    return refuseWrite(null, { code: 'MISSING_ARGUMENT', message, fields: [] }, true);
  }
  const [id, ...others] = findByKey(store, object, key, value);
  if (others.length > 0) {
    const message = `duplicate value found: ${key.name} duplicates value on record with id: ${id}`;
    return refuseWrite(null, { code: 'DUPLICATE_VALUE', message, fields: [] });
  }
  const fields = new Map(draft);
  fields.delete(key.name);
  if (id) return updateRecord(store, object, id, fields, context);
  if (key.type === 'id') {
    const wanted = typeof value === 'string' ? parseId(value) : null;
    if (!wanted) {
      return refuseWrite(null, { code: 'MALFORMED_ID', message: `malformed id ${String(value)}`, fields: ['Id'] });
    }
    return refuseWrite(wanted, missingRecord(store, object, wanted));
  }
  return createRecord(store, object, fields.set(key.name, value), context);
}
