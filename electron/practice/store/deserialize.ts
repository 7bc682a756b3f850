import { ApiError } from '../api-error.ts';
import { formatDateTime, parseDate, parseDateTime } from '../dates.ts';
import type { FieldDefinition, FieldType, Scalar } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';

/** The fields a caller sent for one record, by canonical name. */
export type Draft = ReadonlyMap<string, Scalar>;

const wireTypes: Readonly<Record<FieldType, string>> = {
  id: 'reference',
  string: 'string',
  textarea: 'string',
  email: 'string',
  phone: 'string',
  url: 'string',
  picklist: 'string',
  multipicklist: 'string',
  base64: 'base64Binary',
  boolean: 'boolean',
  int: 'int',
  double: 'double',
  currency: 'double',
  percent: 'double',
  date: 'date',
  datetime: 'datetime',
  reference: 'reference',
};

function tokenName(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'number') return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

function cannotDeserialize(field: FieldDefinition, value: unknown): ApiError {
  const shown = typeof value === 'object' ? (Array.isArray(value) ? '[' : '{') : String(value).slice(0, 200);
  return new ApiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${wireTypes[field.type]} from ${tokenName(value)} value ${shown} or request may be missing a required field at [line:1, column:2]`,
  );
}

function readNumber(field: FieldDefinition, value: unknown): number {
  const number =
    typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw cannotDeserialize(field, value);
  if (field.type === 'int' && !Number.isInteger(number)) throw cannotDeserialize(field, value);
  const factor = 10 ** field.scale;
  return Number.isSafeInteger(Math.round(number * factor)) ? Math.round(number * factor) / factor : number;
}

function readMoment(field: FieldDefinition, value: unknown): string {
  const moment = typeof value === 'string' ? (parseDateTime(value) ?? parseDate(value)) : null;
  if (!moment) throw cannotDeserialize(field, value);
  return field.type === 'date' ? moment.toISOString().slice(0, 10) : formatDateTime(moment);
}

function readBase64(field: FieldDefinition, value: string): string | null {
  const content = value.replace(/\s+/g, '');
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) throw cannotDeserialize(field, value);
  return content === '' ? null : content;
}

/**
 * Reads one value as a field holds it: blank text is null, numbers are rounded to the field's scale. Throws ApiError
 * 400 `JSON_PARSER_ERROR` for a value of the wrong kind.
 */
export function readValue(field: FieldDefinition, value: unknown): Scalar {
  if (value === null) return null;
  switch (field.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw cannotDeserialize(field, value);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return value === '' ? null : readNumber(field, value);
    case 'date':
    case 'datetime':
      return value === '' ? null : readMoment(field, value);
    case 'base64':
      if (typeof value !== 'string') throw cannotDeserialize(field, value);
      return readBase64(field, value);
    default:
      if (typeof value !== 'string') throw cannotDeserialize(field, value);
      return value.trim() === '' ? null : value;
  }
}

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the fields of one record from parsed JSON; `attributes` and the names in `skip` (lower case) are passed over.
 * Blank text becomes null, numbers are rounded to the field's scale, as the service does.
 *
 * Throws ApiError 400 `INVALID_FIELD` for an unknown name and `JSON_PARSER_ERROR` for a value of the wrong kind.
 * Either refuses the whole request: the service fails while reading it, before any record is looked at.
 */
export function readDraft(object: SchemaObject, json: unknown, skip: ReadonlySet<string> = new Set()): Draft {
  if (!isJsonObject(json)) {
    throw new ApiError(
      400,
      'JSON_PARSER_ERROR',
      `Unexpected ${tokenName(json)} where a record was expected at [line:1, column:1]`,
    );
  }
  const draft = new Map<string, Scalar>();
  for (const [name, value] of Object.entries(json)) {
    const lower = name.toLowerCase();
    if (lower === 'attributes' || skip.has(lower)) continue;
    const field = object.fieldByName.get(lower);
    if (!field) {
      throw new ApiError(
        400,
        'INVALID_FIELD',
        `No such column '${name.slice(0, 200)}' on sobject of type ${object.name}`,
      );
    }
    draft.set(field.name, readValue(field, value));
  }
  return draft;
}
