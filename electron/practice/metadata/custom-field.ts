import {
  autoNumber,
  date,
  dateTime,
  type FieldDefinition,
  type FieldOptions,
  flag,
  lookup,
  multipicklist,
  number,
  picklist,
  type Scalar,
  text,
} from '../schema/field.ts';
import type { Schema } from '../schema/schema.ts';
import { flagOf, type Metadata, needCount, needText, textOf } from './metadata.ts';
import { MetadataError } from './metadata-error.ts';
import { checkPlainName } from './names.ts';
import { readChoices } from './picklist-values.ts';

/** The default of a field: a literal, as formulas write it. Throws MetadataError for what has to be computed. */
function readDefault(metadata: Metadata, kind: 'text' | 'number'): Scalar | undefined {
  const formula = textOf(metadata, 'defaultValue');
  if (formula === undefined) return undefined;
  const literal = /^"([^"\\]*)"$|^'([^'\\]*)'$/.exec(formula);
  if (kind === 'text' && literal) return literal[1] ?? literal[2] ?? '';
  if (kind === 'number' && /^[+-]?\d{1,18}(\.\d{1,18})?$/.test(formula)) return Number(formula);
  const message = `The practice org takes ${kind === 'text' ? 'a text in quotes' : 'a number'} as defaultValue, not the formula ${formula.slice(0, 100)}`;
  throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['defaultValue']);
}

function readOptions(metadata: Metadata, kind: 'text' | 'number' | null): FieldOptions {
  const defaultValue = kind === null ? undefined : readDefault(metadata, kind);
  if (kind === null && textOf(metadata, 'defaultValue') !== undefined) {
    const message = 'The practice org does not compute the default of this type of field.';
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['defaultValue']);
  }
  return {
    required: flagOf(metadata, 'required'),
    externalId: flagOf(metadata, 'externalId'),
    unique: flagOf(metadata, 'unique'),
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

/** The relationship fields need: where they lead and what the list of children is called there. */
function readLookup(
  schema: Schema,
  name: string,
  label: string,
  metadata: Metadata,
  isMaster: boolean,
): FieldDefinition {
  const target = schema.find(needText(metadata, 'referenceTo'));
  if (!target?.queryable) {
    const wanted = needText(metadata, 'referenceTo').slice(0, 100);
    const message = `In field: referenceTo - no CustomObject named ${wanted} found`;
    throw new MetadataError('INVALID_CROSS_REFERENCE_KEY', message, ['referenceTo']);
  }
  const children = isMaster ? needText(metadata, 'relationshipName') : textOf(metadata, 'relationshipName');
  if (children !== undefined) checkPlainName(children);
  const constraint = textOf(metadata, 'deleteConstraint');
  if (constraint === 'Restrict') {
    const message = 'The practice org does not restrict deleting parents: use SetNull or Cascade.';
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['deleteConstraint']);
  }
  const field = lookup(name, label, target.name, name.replace(/__c$/, '__r'), {
    required: isMaster || flagOf(metadata, 'required'),
    ...(children === undefined ? {} : { children: `${children}__r` }),
    cascadeDelete: isMaster || constraint === 'Cascade',
  });
  return isMaster ? { ...field, updateable: flagOf(metadata, 'reparentableMasterDetail') } : field;
}

function readAutoNumber(name: string, label: string, metadata: Metadata, nameField: boolean): FieldDefinition {
  const format = needText(metadata, 'displayFormat');
  const digits = format.match(/\{[^}]*\}/g) ?? [];
  if (format.length <= 30 && digits.length === 1 && /^\{0{1,10}\}$/.test(digits[0])) {
    return { ...autoNumber(name, label, format, { nameField }), externalId: flagOf(metadata, 'externalId') };
  }
  const message = `displayFormat must hold zeros in braces once, such as A-{0000}, not ${format.slice(0, 40)}`;
  throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['displayFormat']);
}

function readNumber(
  name: string,
  label: string,
  metadata: Metadata,
  type: 'double' | 'currency' | 'percent',
): FieldDefinition {
  const precision = needCount(metadata, 'precision', 1, 18);
  const scale = needCount(metadata, 'scale', 0, precision);
  return number(name, label, type, precision, scale, readOptions(metadata, 'number'));
}

/** Largest length of a long text. Source: "Custom Field Types" (131,072 characters). */
const longestText = 131_072;

/**
 * Makes the field that a CustomField describes; `name` is its name on the object. Throws MetadataError when something
 * is missing or does not fit, or when the type is one the org does not have.
 */
export function makeField(schema: Schema, name: string, metadata: Metadata): FieldDefinition {
  const type = needText(metadata, 'type');
  const label = needText(metadata, 'label');
  if (textOf(metadata, 'formula') !== undefined) {
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', 'The practice org does not compute formula fields.', [
      'formula',
    ]);
  }
  switch (type) {
    case 'Text':
      return text(name, label, needCount(metadata, 'length', 1, 255), readOptions(metadata, 'text'));
    case 'TextArea':
      return text(name, label, 255, { ...readOptions(metadata, 'text'), type: 'textarea' });
    case 'LongTextArea':
    case 'Html': {
      const length = needCount(metadata, 'length', 256, longestText);
      return text(name, label, length, { ...readOptions(metadata, 'text'), type: 'textarea' });
    }
    case 'Email':
      return text(name, label, 80, { ...readOptions(metadata, 'text'), type: 'email' });
    case 'Phone':
      return text(name, label, 40, { ...readOptions(metadata, 'text'), type: 'phone' });
    case 'Url':
      return text(name, label, 255, { ...readOptions(metadata, 'text'), type: 'url' });
    case 'Number':
      return readNumber(name, label, metadata, 'double');
    case 'Currency':
      return readNumber(name, label, metadata, 'currency');
    case 'Percent':
      return readNumber(name, label, metadata, 'percent');
    case 'Checkbox':
      return flag(name, label, { defaultValue: flagOf(metadata, 'defaultValue') });
    case 'Date':
      return date(name, label, readOptions(metadata, null));
    case 'DateTime':
      return dateTime(name, label, readOptions(metadata, null));
    case 'Picklist':
    case 'MultiselectPicklist': {
      const { values, restricted, initial } = readChoices(metadata);
      const options = { required: flagOf(metadata, 'required'), restricted };
      const make = type === 'Picklist' ? picklist : multipicklist;
      return make(name, label, values, initial === undefined ? options : { ...options, defaultValue: initial });
    }
    case 'Lookup':
    case 'MasterDetail':
      return readLookup(schema, name, label, metadata, type === 'MasterDetail');
    case 'AutoNumber':
      return readAutoNumber(name, label, metadata, false);
    default: {
      const message = `The practice org does not have fields of type ${type.slice(0, 100)}.`;
      throw new MetadataError('INVALID_TYPE', message, ['type']);
    }
  }
}

/** The name field of a custom object: text people enter, or a number the org gives. Throws MetadataError. */
export function makeNameField(metadata: Metadata): FieldDefinition {
  const type = needText(metadata, 'type');
  const label = textOf(metadata, 'label') ?? 'Name';
  if (type === 'Text') return { ...text('Name', label, 80, { nameField: true }), idLookup: true };
  if (type === 'AutoNumber') return { ...readAutoNumber('Name', label, metadata, true), idLookup: true };
  const message = `The name field is Text or AutoNumber, not ${type.slice(0, 100)}`;
  throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['nameField']);
}
