import type { FieldDefinition, FieldType } from '../schema/field.ts';
import type { Metadata } from './metadata.ts';
import { showChoices } from './picklist-values.ts';

const typeNames: Readonly<Record<FieldType, string>> = {
  id: 'Text',
  string: 'Text',
  textarea: 'TextArea',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  picklist: 'Picklist',
  multipicklist: 'MultiselectPicklist',
  boolean: 'Checkbox',
  int: 'Number',
  double: 'Number',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'DateTime',
  reference: 'Lookup',
  base64: 'File',
};

/** The type a field has in the Metadata API. */
export function metadataType(field: FieldDefinition): string {
  if (field.autoNumber !== undefined) return 'AutoNumber';
  if (field.type === 'textarea' && field.length > 255) return 'LongTextArea';
  const isMaster = field.reference?.cascadeDelete === true && !field.nillable;
  return isMaster ? 'MasterDetail' : typeNames[field.type];
}

function shownDefault({ type, defaultValue }: FieldDefinition): string | undefined {
  if (defaultValue === undefined || defaultValue === null || type === 'picklist' || type === 'multipicklist') {
    return undefined;
  }
  return typeof defaultValue === 'string' ? `"${defaultValue}"` : String(defaultValue);
}

/** A field as a CustomField, as far as the org acts on it. `fullName` is what it is to be called. */
export function showField(field: FieldDefinition, fullName: string): Metadata {
  const { reference, type } = field;
  const hasDigits = type === 'int' || type === 'double' || type === 'currency' || type === 'percent';
  const hasLength = field.autoNumber === undefined && (type === 'string' || metadataType(field) === 'LongTextArea');
  const shown: Record<string, Metadata[string] | undefined> = {
    fullName,
    defaultValue: shownDefault(field),
    deleteConstraint:
      reference && metadataType(field) === 'Lookup' ? (reference.cascadeDelete ? 'Cascade' : 'SetNull') : undefined,
    displayFormat: field.autoNumber,
    externalId: type === 'boolean' || reference ? undefined : String(field.externalId),
    label: field.label,
    length: hasLength ? String(field.length) : undefined,
    precision: hasDigits ? String(field.precision) : undefined,
    referenceTo: reference?.to[0],
    relationshipName: reference?.childRelationshipName?.replace(/__r$/, ''),
    required: type === 'boolean' || field.autoNumber !== undefined ? undefined : String(!field.nillable),
    scale: hasDigits ? String(field.scale) : undefined,
    type: metadataType(field),
    unique: field.unique ? 'true' : undefined,
    valueSet: field.picklist && showChoices(field.picklist.values, field.picklist.restricted, field.defaultValue),
  };
  const known = Object.entries(shown).filter((entry): entry is [string, Metadata[string]] => entry[1] !== undefined);
  return Object.fromEntries(known);
}
