import { formatDateTime } from '../dates.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import { putObject, refuseWhileUsed } from './change-object.ts';
import { definitionOf } from './custom-metadata.ts';
import type { MetadataContext } from './metadata-type.ts';

/** The types of components that belong to an object. */
const memberTypes = ['CustomField', 'ValidationRule', 'WebLink'];

/** Fields of other objects that look up to an object. */
function lookupsTo({ org }: MetadataContext, object: SchemaObject): readonly [SchemaObject, FieldDefinition][] {
  return org.store.schema.objects.flatMap((other) =>
    other.name === object.name
      ? []
      : other.fields
          .filter((field) => field.reference?.to.includes(object.name))
          .map((field): [SchemaObject, FieldDefinition] => [other, field]),
  );
}

function dropRecords({ org, now }: MetadataContext, object: SchemaObject): void {
  const { store } = org;
  store.transact(() => {
    for (const row of [...store.table(object).rows()]) store.remove(object, String(row.Id), formatDateTime(now));
    for (const row of [...store.table(object).deletedRows()]) store.purge(object, String(row.Id));
    return { rollback: false, result: undefined };
  });
}

/**
 * Deletes an object, its records for good, its rules, processes and links, and the lookups of other objects to it. Throws
 * MetadataError when a rule of another object goes through such a lookup.
 */
export function removeObjectWithRecords(context: MetadataContext, object: SchemaObject): void {
  const { org } = context;
  for (const [other, field] of lookupsTo(context, object)) refuseWhileUsed(context, other, field);
  dropRecords(context, object);
  for (const rule of org.validationRules.list()) {
    if (rule.object === object.name) org.validationRules.remove(rule.object, rule.name);
  }
  for (const process of org.approvals.processes) {
    if (process.object === object.name) org.approvals.remove(process.developerName);
  }
  for (const [other, field] of lookupsTo(context, object)) {
    const to = field.reference?.to.filter((name) => name !== object.name) ?? [];
    const [first, ...rest] = to;
    const left =
      first && field.reference ? { ...field, reference: { ...field.reference, to: [first, ...rest] as const } } : null;
    const present = org.store.schema.need(other.name);
    const fields = present.fields.flatMap((candidate) => (candidate.name === field.name ? (left ?? []) : candidate));
    putObject(context, { ...definitionOf(present), fields });
    if (!left) org.customMetadata.forget('CustomField', `${other.name}.${field.name}`);
  }
  forgetMembers(context, object);
  org.customMetadata.forget('CustomObject', object.name);
  org.customMetadata.removeObject(object);
}

function forgetMembers({ org }: MetadataContext, object: SchemaObject): void {
  for (const memberType of memberTypes) {
    for (const { fullName } of org.customMetadata.list(memberType)) {
      if (fullName.startsWith(`${object.name}.`)) org.customMetadata.forget(memberType, fullName);
    }
  }
}

/** Gives an object another name; its records keep their ids. What was in the recycle bin is gone for good. */
export function moveObject(context: MetadataContext, object: SchemaObject, name: string): void {
  const { org } = context;
  const { store, customMetadata, validationRules } = org;
  const rules = validationRules.list().filter((rule) => rule.object === object.name);
  for (const rule of rules) validationRules.remove(rule.object, rule.name);
  const rows = [...store.table(object).rows()];
  const numbers = store.table(object).lastNumber;
  store.transact(() => {
    for (const row of [...store.table(object).deletedRows()]) store.purge(object, String(row.Id));
    for (const row of rows) {
      // Past the recycle bin, so that lookups to the record stay as they are.
      store.table(object).discard(String(row.Id), { row, root: String(row.Id) });
      store.purge(object, String(row.Id));
    }
    return { rollback: false, result: undefined };
  });
  const self = (field: FieldDefinition): FieldDefinition =>
    field.reference?.to.includes(object.name)
      ? { ...field, reference: { ...field.reference, to: renamedTargets(field.reference.to, object.name, name) } }
      : field;
  const others = lookupsTo(context, object).map(([other]) => other.name);
  customMetadata.removeObject(object);
  customMetadata.putObject({ ...definitionOf(object), name, fields: object.fields.map(self) });
  for (const other of new Set(others)) {
    const present = store.schema.need(other);
    customMetadata.putObject({ ...definitionOf(present), fields: present.fields.map(self) });
  }
  const moved = store.schema.need(name);
  store.table(moved).skipNumbers(numbers);
  store.transact(() => {
    for (const row of rows) store.insert(moved, String(row.Id), row);
    return { rollback: false, result: undefined };
  });
  for (const rule of rules) validationRules.put({ ...rule, object: name });
  for (const process of org.approvals.processes) {
    if (process.object === object.name) org.approvals.put({ ...process, object: name });
  }
  customMetadata.rename('CustomObject', object.name, name);
  for (const memberType of memberTypes) {
    for (const { fullName } of customMetadata.list(memberType)) {
      if (!fullName.startsWith(`${object.name}.`)) continue;
      customMetadata.rename(memberType, fullName, `${name}${fullName.slice(object.name.length)}`);
    }
  }
}

function renamedTargets(
  targets: readonly [string, ...string[]],
  from: string,
  to: string,
): readonly [string, ...string[]] {
  const [first, ...others] = targets;
  const renamed = (target: string) => (target === from ? to : target);
  return [renamed(first), ...others.map(renamed)];
}
