import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Draft } from './deserialize.ts';
import type { RecordError } from './record-error.ts';
import type { Store } from './store.ts';

const emailForm = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\.]+(\.[^\s@,;:<>()[\]"\\.]+)+$/;

function checkText(field: FieldDefinition, value: string): RecordError | null {
  const fields = [field.name];
  if (field.length > 0 && value.length > field.length) {
    const shown = value.length > 255 ? `${value.slice(0, 255)}...` : value;
    const message = `${field.label}: data value too large: ${shown} (max length=${field.length})`;
    return { code: 'STRING_TOO_LONG', message, fields };
  }
  if (field.type === 'email' && !emailForm.test(value)) {
    return { code: 'INVALID_EMAIL_ADDRESS', message: `${field.label}: invalid email address: ${value}`, fields };
  }
  const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
  const bad = field.picklist?.restricted
    ? chosen.find((choice) => !field.picklist?.values.includes(choice))
    : undefined;
  if (bad === undefined) return null;
  const message = `${field.label}: bad value for restricted picklist field: ${bad}`;
  return { code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, fields };
}

function checkReference(store: Store, field: FieldDefinition, value: string): RecordError | null {
  const id = parseId(value);
  const target = id ? store.schema.findByPrefix(id) : undefined;
  if (!id || !target || !field.reference?.to.includes(target.name)) {
    const message = `${field.label}: id value of incorrect type: ${value.slice(0, 200)}`;
    return { code: 'MALFORMED_ID', message, fields: [field.name] };
  }
  if (store.table(target).find(id)) return null;
  if (store.table(target).findDeleted(id))
    return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
  return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] };
}

function checkNumber(field: FieldDefinition, value: number): RecordError | null {
  const limit = 10 ** (field.precision - field.scale);
  if (Math.abs(value) < limit) return null;
  const message = `${field.label}: value outside of valid range on numeric field: ${value}`;
  return { code: 'NUMBER_OUTSIDE_VALID_RANGE', message, fields: [field.name] };
}

function checkUnique(store: Store, object: SchemaObject, field: FieldDefinition, row: Row): RecordError | null {
  const holder = store
    .table(object)
    .findBy(field.name, row[field.name] ?? null)
    .find((id) => id !== row.Id);
  if (holder === undefined) return null;
  const message = `duplicate value found: ${field.name} duplicates value on record with id: ${holder.slice(0, 15)}`;
  return { code: 'DUPLICATE_VALUE', message, fields: [] };
}

function checkValue(store: Store, field: FieldDefinition, value: Scalar): RecordError | null {
  if (typeof value === 'number') return checkNumber(field, value);
  if (typeof value !== 'string') return null;
  return field.type === 'reference' ? checkReference(store, field, value) : checkText(field, value);
}

/** The fields a caller may not write on create or update, as one error; null when there are none. */
function checkAccess(object: SchemaObject, draft: Draft, mode: 'create' | 'update'): RecordError | null {
  const refused: string[] = [];
  for (const name of draft.keys()) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (field && !(mode === 'create' ? field.createable : field.updateable)) refused.push(field.name);
  }
  if (refused.length === 0) return null;
  const message = `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  return { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: refused };
}

/**
 * Checks a record about to be saved: what the caller sent (`draft`) and the whole record as it would stand (`row`),
 * for someone who sees the object as `seen`. Returns the first thing wrong, in the service's order: access, missing
 * fields, then each sent value; null when fine.
 */
export function findRecordError(
  store: Store,
  object: SchemaObject,
  seen: SchemaObject,
  draft: Draft,
  row: Row,
  mode: 'create' | 'update',
): RecordError | null {
  const refused = checkAccess(seen, draft, mode);
  if (refused) return refused;
  const missing = object.fields.filter(
    (field) => !field.nillable && (field.createable || field.updateable) && (row[field.name] ?? null) === null,
  );
  if (missing.length > 0) {
    const fields = missing.map((field) => field.name);
    return { code: 'REQUIRED_FIELD_MISSING', message: `Required fields are missing: [${fields.join(', ')}]`, fields };
  }
  for (const [name, value] of draft) {
    const field = object.fieldByName.get(name.toLowerCase());
    if (!field) continue;
    const error = checkValue(store, field, value) ?? (field.unique ? checkUnique(store, object, field, row) : null);
    if (error) return error;
  }
  return null;
}
