import type { FieldDefinition } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import { needObject, putObject, refuseWhileUsed, replaceField, rewriteRows, withField } from './change-object.ts';
import { makeField } from './custom-field.ts';
import { type Metadata, needText, textOf } from './metadata.ts';
import { MetadataError, noSuchComponent } from './metadata-error.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { checkFieldName, splitFullName } from './names.ts';
import { metadataType, showField } from './show-field.ts';

const type = 'CustomField';

function findField(context: MetadataContext, fullName: string): { object: SchemaObject; field: FieldDefinition } {
  const { objectName, member } = splitFullName(fullName);
  const object = needObject(context, objectName);
  const field = object.fieldByName.get(member.toLowerCase());
  if (!field) throw noSuchComponent(type, fullName);
  if (field.custom) return { object, field };
  throw new MetadataError('INVALID_FIELD', `${fullName.slice(0, 100)} is a standard field.`, ['fullName']);
}

/** Throws MetadataError when the parent has a list of children of the same name already. */
function checkChildName({ org }: MetadataContext, object: SchemaObject, field: FieldDefinition): void {
  const { reference } = field;
  if (!reference?.childRelationshipName) return;
  const children = reference.childRelationshipName.toLowerCase();
  const taken = org.store.schema.objects.some((other) =>
    other.fields.some(
      (present) =>
        present.reference?.to.includes(reference.to[0]) &&
        present.reference.childRelationshipName?.toLowerCase() === children &&
        !(other.name === object.name && present.name === field.name),
    ),
  );
  if (!taken) return;
  const message = `There is already a Child Relationship named ${reference.childRelationshipName} on ${reference.to[0]}.`;
  throw new MetadataError('DUPLICATE_DEVELOPER_NAME', message, ['relationshipName']);
}

function checkEventField(object: SchemaObject, field: FieldDefinition): void {
  if (!object.name.endsWith('__e')) return;
  if (['Text', 'LongTextArea', 'Number', 'Checkbox', 'Date', 'DateTime'].includes(metadataType(field))) return;
  const message = `A platform event cannot have a field of type ${metadataType(field)}.`;
  throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['type']);
}

/** Gives the records there are what a new field has from the start: its default for checkboxes, its number. */
function fillNewField(context: MetadataContext, object: SchemaObject, field: FieldDefinition): void {
  if (field.type === 'boolean') {
    rewriteRows(context, object, (row) => ({ ...row, [field.name]: field.defaultValue ?? false }));
  } else if (field.autoNumber !== undefined) {
    const format = field.autoNumber;
    const numbered = (index: number) =>
      format.replace(/\{(0+)\}/, (_, digits: string) => String(index + 1).padStart(digits.length, '0'));
    rewriteRows(context, object, (row, index) => ({ ...row, [field.name]: numbered(index) }));
  }
}

/** Adds a field to an object; `metadata` needs the `fullName` of the field alone. Throws MetadataError. */
export function addField(context: MetadataContext, objectName: string, name: string, metadata: Metadata): void {
  const object = needObject(context, objectName);
  checkFieldName(name);
  if (object.fieldByName.has(name.toLowerCase())) {
    throw new MetadataError('DUPLICATE_DEVELOPER_NAME', `There is already a field named ${name} on ${object.label}.`);
  }
  const field = makeField(context.org.store.schema, name, metadata);
  checkChildName(context, object, field);
  checkEventField(object, field);
  if (metadataType(field) === 'MasterDetail' && [...context.org.store.table(object).rows()].length > 0) {
    const message = 'A master-detail relationship cannot be added to an object that has records.';
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['type']);
  }
  putObject(context, withField(object, field));
  fillNewField(context, needObject(context, object.name), field);
  context.org.customMetadata.note(type, `${object.name}.${name}`, metadata, context);
}

/** Changes a field; its type stays. Throws MetadataError. */
export function changeField(context: MetadataContext, fullName: string, metadata: Metadata): void {
  const { object, field } = findField(context, fullName);
  const changed = makeField(context.org.store.schema, field.name, metadata);
  if (changed.type !== field.type || (changed.autoNumber === undefined) !== (field.autoNumber === undefined)) {
    const message = `The practice org does not change the type of a field, here from ${metadataType(field)}.`;
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['type']);
  }
  checkChildName(context, object, changed);
  putObject(context, replaceField(object, field.name, changed));
  context.org.customMetadata.note(type, `${object.name}.${field.name}`, metadata, context);
}

/** Shows a field as a component called `fullName`, with what was sent beyond what the org acts on. */
export function readField(
  context: MetadataContext,
  object: SchemaObject,
  field: FieldDefinition,
  fullName: string,
): Metadata {
  const source = context.org.customMetadata.find(type, `${object.name}.${field.name}`)?.source ?? {};
  const shown = { ...source, ...showField(field, fullName) };
  return source.type === 'Html' ? { ...shown, type: 'Html' } : shown;
}

/** Fields that people added to objects. */
export const customFieldType: MetadataType = {
  name: type,
  description: null,
  list: ({ org }) =>
    org.store.schema.objects.flatMap((object) =>
      object.fields.filter((field) => field.custom).map((field) => `${object.name}.${field.name}`),
    ),
  read: (context, fullName) => {
    const { objectName, member } = splitFullName(fullName);
    const object = context.org.store.schema.find(objectName);
    const field = object?.fieldByName.get(member.toLowerCase());
    return object && field ? readField(context, object, field, `${object.name}.${field.name}`) : null;
  },
  create: (context, metadata) => {
    const { objectName, member } = splitFullName(needText(metadata, 'fullName'));
    addField(context, objectName, member, metadata);
  },
  update: (context, metadata) => changeField(context, textOf(metadata, 'fullName') ?? '', metadata),
  remove: (context, fullName) => {
    const { object, field } = findField(context, fullName);
    refuseWhileUsed(context, object, field);
    rewriteRows(context, object, ({ [field.name]: gone, ...row }) => row);
    putObject(context, replaceField(object, field.name, null));
    context.org.customMetadata.forget(type, `${object.name}.${field.name}`);
  },
  rename: (context, from, to) => {
    const { object, field } = findField(context, from);
    const { objectName, member } = splitFullName(to);
    checkFieldName(member);
    if (objectName.toLowerCase() !== object.name.toLowerCase()) {
      throw new MetadataError('INVALID_FIELD', 'A field cannot move to another object.', ['fullName']);
    }
    if (object.fieldByName.has(member.toLowerCase())) {
      const message = `There is already a field named ${member} on ${object.label}.`;
      throw new MetadataError('DUPLICATE_DEVELOPER_NAME', message);
    }
    refuseWhileUsed(context, object, field);
    rewriteRows(context, object, ({ [field.name]: value, ...row }) => ({ ...row, [member]: value ?? null }));
    const relationship = field.reference && { ...field.reference, relationshipName: member.replace(/__c$/, '__r') };
    const renamed = { ...field, name: member, ...(relationship ? { reference: relationship } : {}) };
    putObject(context, replaceField(object, field.name, renamed));
    context.org.customMetadata.rename(type, `${object.name}.${field.name}`, `${object.name}.${member}`);
  },
};
