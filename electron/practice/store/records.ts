import { formatDateTime } from '../dates.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { Draft } from './deserialize.ts';
import { type RecordError, refuseWrite, type WriteResult } from './record-error.ts';
import type { PendingWrite, Store } from './store.ts';
import { findRecordError } from './validate.ts';

/** Who writes, when, and what of the org they may see and change. */
export interface WriteContext {
  readonly userId: string;
  readonly now: Date;
  readonly schema: Schema;
}

const noAccess: RecordError = {
  code: 'INSUFFICIENT_ACCESS_OR_READONLY',
  message: 'insufficient access rights on object id',
  fields: [],
};

function storedValue(field: FieldDefinition, value: Scalar): Scalar {
  if (value === null && field.type === 'boolean') return false;
  return field.type === 'reference' && typeof value === 'string' ? (parseId(value) ?? value) : value;
}

function applyDraft(object: SchemaObject, base: Row, draft: Draft): Row {
  const row: Record<string, Scalar> = { ...base };
  for (const [name, value] of draft) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (field) row[field.name] = storedValue(field, value);
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

function numbered(format: string, number: number): string {
  return format.replace(/\{(0+)\}/, (_, digits: string) => String(number).padStart(digits.length, '0'));
}

function refusedByRules(store: Store, write: PendingWrite): WriteResult | null {
  const [first, ...others] = store.check(write);
  if (!first) return null;
  const id = typeof write.before?.Id === 'string' ? write.before.Id : null;
  return { success: false, id, created: false, errors: [first, ...others] };
}

/**
 * Creates a record: defaults, derived values and audit fields are filled, then it is checked and stored. A custom
 * rule can find several things wrong at once; the schema's own checks stop at the first.
 */
export function createRecord(store: Store, object: SchemaObject, draft: Draft, context: WriteContext): WriteResult {
  const seen = context.schema.find(object.name);
  if (!seen?.createable) return refuseWrite(null, noAccess, true);
  const after = applyDraft(object, newRow(object, context), draft);
  const error = findRecordError(store, object, seen, draft, after, 'create');
  if (error) return refuseWrite(null, error, true);
  const refused = refusedByRules(store, { kind: 'create', object, before: null, after, userId: context.userId });
  if (refused) return { ...refused, created: true };
  const table = store.table(object);
  const id = table.takeId();
  const row: Record<string, Scalar> = { ...after, Id: id };
  for (const { name, autoNumber } of object.fields) {
    if (autoNumber !== undefined) row[name] = numbered(autoNumber, table.lastNumber);
  }
  store.insert(object, id, row);
  return { success: true, id, created: true };
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
  if (!before) return refuseWrite(id, missingRecord(store, object, id));
  const seen = context.schema.find(object.name);
  if (!seen?.updateable) return refuseWrite(id, noAccess);
  const after = applyDraft(object, before, draft);
  const error = findRecordError(store, object, seen, draft, after, 'update');
  if (error) return refuseWrite(id, error);
  const refused = refusedByRules(store, { kind: 'update', object, before, after, userId: context.userId });
  if (refused) return refused;
  const moment = formatDateTime(context.now);
  const audit = { LastModifiedDate: moment, LastModifiedById: context.userId, SystemModstamp: moment };
  store.replace(object, id, { ...after, ...audit });
  return { success: true, id, created: false };
}

/** Moves a record and its cascading children to the recycle bin. */
export function deleteRecord(store: Store, object: SchemaObject, id: string, context: WriteContext): WriteResult {
  const before = store.table(object).find(id);
  if (!before) return refuseWrite(id, missingRecord(store, object, id));
  if (!context.schema.find(object.name)?.deletable) return refuseWrite(id, noAccess);
  const refused = refusedByRules(store, { kind: 'delete', object, before, after: null, userId: context.userId });
  if (refused) return refused;
  return store.transact(() => {
    store.remove(object, id, formatDateTime(context.now));
    return { rollback: false, result: { success: true, id, created: false } };
  });
}

/** Takes a record and what was deleted with it back out of the recycle bin. */
export function undeleteRecord(store: Store, object: SchemaObject, id: string, context: WriteContext): WriteResult {
  if (!store.table(object).findDeleted(id)) {
    const message = 'Entity is not in the recycle bin';
    return refuseWrite(id, { code: 'UNDELETE_FAILED', message, fields: [] });
  }
  const seen = context.schema.find(object.name);
  if (!seen?.undeletable || !seen.createable) return refuseWrite(id, noAccess);
  return store.transact(() => {
    store.undelete(id, formatDateTime(context.now));
    return { rollback: false, result: { success: true, id, created: false } };
  });
}

/** Removes a deleted record for good. */
export function purgeRecord(store: Store, object: SchemaObject, id: string): WriteResult {
  if (!store.table(object).findDeleted(id)) {
    const message = 'entity is not in the recycle bin';
    return refuseWrite(id, { code: 'INVALID_ID_FIELD', message, fields: [] });
  }
  store.purge(object, id);
  return { success: true, id, created: false };
}

/** Why there is no record with this 18-character id: it was deleted, or it never existed. */
export function missingRecord(store: Store, object: SchemaObject, id: string): RecordError {
  if (store.table(object).findDeleted(id))
    return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
  return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] };
}
