import { ApiError } from '../api-error.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { ObjectDefinition, Row, SchemaObject } from '../schema/object.ts';
import { definitionOf } from './custom-metadata.ts';
import { MetadataError, noSuchComponent } from './metadata-error.ts';
import type { MetadataContext } from './metadata-type.ts';

/** The object of that name. Throws MetadataError. */
export function needObject({ org }: MetadataContext, name: string): SchemaObject {
  const object = org.store.schema.find(name);
  if (object) return object;
  throw noSuchComponent('CustomObject', name);
}

/**
 * Puts a new or changed object in place; the validation rules are compiled anew, for they hold objects as they were.
 * Throws MetadataError, with everything as before, when a rule no longer makes sense.
 */
export function putObject({ org }: MetadataContext, definition: ObjectDefinition): void {
  const { customMetadata, store, validationRules } = org;
  const before = store.schema.find(definition.name);
  customMetadata.putObject(definition);
  try {
    validationRules.load(validationRules.save());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (before) customMetadata.putObject(definitionOf(before));
    else customMetadata.removeObject(store.schema.need(definition.name));
    const message = `A validation rule would no longer make sense: ${error.entries[0]?.message ?? error.message}`;
    throw new MetadataError('DEPENDENCY_EXISTS', message);
  }
}

const auditNames = new Set(['OwnerId', 'CreatedDate']);

/** Adds a field, before the audit fields where those are last. */
export function withField(object: SchemaObject, field: FieldDefinition): ObjectDefinition {
  const audit = object.fields.findIndex(({ name }) => auditNames.has(name));
  const at = audit === -1 || object.name.endsWith('__e') ? object.fields.length : audit;
  return { ...definitionOf(object), fields: object.fields.toSpliced(at, 0, field) };
}

/** Replaces or, without `field`, takes away the field of that name. */
export function replaceField(object: SchemaObject, name: string, field: FieldDefinition | null): ObjectDefinition {
  const fields = object.fields.flatMap((present) => (present.name === name ? (field ?? []) : present));
  return { ...definitionOf(object), fields };
}

/** Changes all live records of an object; rows that stay the same are left alone. */
export function rewriteRows(
  { org }: MetadataContext,
  object: SchemaObject,
  change: (row: Row, index: number) => Row,
): void {
  const { store } = org;
  store.transact(() => {
    for (const [index, row] of [...store.table(object).rows()].entries()) {
      const changed = change(row, index);
      if (changed !== row) store.replace(object, String(row.Id), changed);
    }
    return { rollback: false, result: undefined };
  });
}

/**
 * Throws MetadataError when a validation rule or an approval process of the object mentions a field, or the parent it
 * leads to.
 */
export function refuseWhileUsed({ org }: MetadataContext, object: SchemaObject, field: FieldDefinition): void {
  const names = [field.name, ...(field.reference ? [field.reference.relationshipName] : [])];
  const word = new RegExp(`(?<![\\w.])(?:${names.join('|')})(?!\\w)`, 'i');
  const rule = org.validationRules
    .list()
    .find(
      ({ object: name, condition, field: shown }) => name === object.name && word.test(`${condition} ${shown ?? ''}`),
    );
  const process = org.approvals.processes.find(
    ({ object: name, entryCriteria }) => name === object.name && word.test(entryCriteria ?? ''),
  );
  const user = rule ? `validation rule ${rule.name}` : process && `approval process ${process.developerName}`;
  if (!user) return;
  const message = `This custom field is referenced by the ${user} of ${object.name}. Remove that and try again.`;
  throw new MetadataError('DEPENDENCY_EXISTS', message);
}
