import { formatDateTime } from '../dates.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { Draft } from './deserialize.ts';
import { publishNotes } from './publish-notes.ts';
import { type RecordError, refuseWrite, type WriteResult } from './record-error.ts';
import type { PendingWrite, Store } from './store.ts';
import { findRecordError } from './validate.ts';

/** Who writes, when, and what of the org they may see and change. */
export interface WriteContext {
  readonly userId: string;
  readonly now: Date;
  readonly schema: Schema;
  /** The API it comes through, such as `com/salesforce/api/rest/64.0`; change events tell it. */
  readonly origin?: string;
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

/** A record being built: it belongs to whoever builds it until it is stored. */
type Draftable = Record<string, Scalar>;

function applyDraft(object: SchemaObject, row: Draftable, draft: Draft): void {
  for (const [name, value] of draft) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (field) row[field.name] = storedValue(field, value);
  }
  if (object.derive) Object.assign(row, object.derive(row, new Set(draft.keys())));
}

/** What a new record of each object begins with. Copies of one template share their layout, which saves memory. */
const templates = new WeakMap<SchemaObject, Row>();

function templateOf(object: SchemaObject): Row {
  let template = templates.get(object);
  if (!template) {
    template = Object.fromEntries(object.fields.map((field) => [field.name, field.defaultValue ?? null]));
    templates.set(object, template);
  }
  return template;
}

function newRow(object: SchemaObject, context: WriteContext): Draftable {
  const moment = formatDateTime(context.now);
  const row: Draftable = { ...templateOf(object) };
  if (object.fieldByName.has('ownerid')) row.OwnerId = context.userId;
  row.CreatedDate = moment;
  row.CreatedById = context.userId;
  stampRow(row, moment, context.userId);
  return row;
}

function stampRow(row: Draftable, moment: string, userId: string): void {
  row.LastModifiedDate = moment;
  row.LastModifiedById = userId;
  row.SystemModstamp = moment;
}

function numbered(format: string, number: number): string {
  return format.replace(/\{(0+)\}/, (_, digits: string) => String(number).padStart(digits.length, '0'));
}

type Write = Pick<PendingWrite, 'kind' | 'object' | 'before' | 'after'>;

function refusedByRules(store: Store, change: Write, { userId, origin }: WriteContext): WriteResult | null {
  const write = { ...change, userId, ...(origin === undefined ? {} : { origin }) };
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
  const after = newRow(object, context);
  applyDraft(object, after, draft);
  const error = findRecordError(store, object, seen, draft, after, 'create');
  if (error) return refuseWrite(null, error, true);
  const refused = refusedByRules(store, { kind: 'create', object, before: null, after }, context);
  if (refused) return { ...refused, created: true };
  const table = store.table(object);
  const id = table.takeId();
  after.Id = id;
  for (const { name, autoNumber } of object.fields) {
    if (autoNumber !== undefined) after[name] = numbered(autoNumber, table.lastNumber);
  }
  // A custom record that was given no name is known by its id, as in the service.
  const { custom, nameField } = object;
  if (custom && nameField?.createable && after[nameField.name] === null) after[nameField.name] = id;
  store.insert(object, id, after);
  const notes = publishNotes(object, id);
  return { success: true, id, created: true, ...(notes.length > 0 ? { notes } : {}) };
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
  const after: Draftable = { ...before };
  applyDraft(object, after, draft);
  const error = findRecordError(store, object, seen, draft, after, 'update');
  if (error) return refuseWrite(id, error);
  const refused = refusedByRules(store, { kind: 'update', object, before, after }, context);
  if (refused) return refused;
  stampRow(after, formatDateTime(context.now), context.userId);
  store.replace(object, id, after);
  return { success: true, id, created: false };
}

/** Moves a record and its cascading children to the recycle bin. */
export function deleteRecord(store: Store, object: SchemaObject, id: string, context: WriteContext): WriteResult {
  const before = store.table(object).find(id);
  if (!before) return refuseWrite(id, missingRecord(store, object, id));
  if (!context.schema.find(object.name)?.deletable) return refuseWrite(id, noAccess);
  const refused = refusedByRules(store, { kind: 'delete', object, before, after: null }, context);
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
