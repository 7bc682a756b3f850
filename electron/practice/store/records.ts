import { formatDateTime } from '../dates.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Draft } from './deserialize.ts';
import type { Store } from './store.ts';
import { findRecordError, type RecordError } from './validate.ts';

/** Who writes, and when. */
export interface WriteContext {
  readonly userId: string;
  readonly now: Date;
}

/** What became of one write. */
export type WriteResult = { readonly id: string } | { readonly id: string | null; readonly error: RecordError };

function storedValue(field: FieldDefinition, value: Scalar): Scalar {
  return field.type === 'reference' && typeof value === 'string' ? (parseId(value) ?? value) : value;
}

function applyDraft(object: SchemaObject, base: Row, draft: Draft): Row {
  const row: Record<string, Scalar> = { ...base };
  for (const [name, value] of draft) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (field) row[field.name] = value === null && field.type === 'boolean' ? false : storedValue(field, value);
  }
  return object.derive ? { ...row, ...object.derive(row, new Set(draft.keys())) } : row;
}

function newRow(object: SchemaObject, context: WriteContext): Row {
  const moment = formatDateTime(context.now);
  const row: Record<string, Scalar> = {};
  for (const field of object.fields) row[field.name] = field.defaultValue ?? null;
  if (object.fieldByName.has('ownerid')) row.OwnerId = context.userId;
  return {
    ...row,
    CreatedDate: moment,
    CreatedById: context.userId,
    LastModifiedDate: moment,
    LastModifiedById: context.userId,
    SystemModstamp: moment,
  };
}

/** Creates a record: defaults, derived values and audit fields are filled, then it is checked and stored. */
export function createRecord(store: Store, object: SchemaObject, draft: Draft, context: WriteContext): WriteResult {
  if (!object.createable) return { id: null, error: noAccess };
  const row = applyDraft(object, newRow(object, context), draft);
  const error = findRecordError(store, object, draft, row, 'create');
  if (error) return { id: null, error };
  const id = store.table(object).takeId();
  store.insert(object, id, { ...row, Id: id });
  return { id };
}

/** Changes the sent fields of a record. */
export function updateRecord(
  store: Store,
  object: SchemaObject,
  id: string,
  draft: Draft,
  context: WriteContext,
): WriteResult {
  const before = store.table(object).find(id);
  if (!before) return { id, error: missingRecord(store, object, id) };
  if (!object.updateable) return { id, error: noAccess };
  const moment = formatDateTime(context.now);
  const changed = applyDraft(object, before, draft);
  const error = findRecordError(store, object, draft, changed, 'update');
  if (error) return { id, error };
  const audit = { LastModifiedDate: moment, LastModifiedById: context.userId, SystemModstamp: moment };
  store.replace(object, id, { ...changed, ...audit });
  return { id };
}

/** Moves a record and its cascading children to the recycle bin. */
export function deleteRecord(store: Store, object: SchemaObject, id: string, context: WriteContext): WriteResult {
  if (!store.table(object).find(id)) return { id, error: missingRecord(store, object, id) };
  if (!object.deletable) return { id, error: noAccess };
  store.remove(object, id, formatDateTime(context.now));
  return { id };
}

const noAccess: RecordError = {
  code: 'INSUFFICIENT_ACCESS_OR_READONLY',
  message: 'insufficient access rights on object id',
  fields: [],
};

/** Why there is no record with this 18-character id: it was deleted, or it never existed. */
export function missingRecord(store: Store, object: SchemaObject, id: string): RecordError {
  if (store.table(object).findDeleted(id))
    return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
  return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] };
}
