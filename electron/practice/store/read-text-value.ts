import { ApiError } from '../api-error.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { readValue } from './deserialize.ts';
import type { RecordError } from './record-error.ts';

/** A value that was read, or why it could not be. */
export type ReadText =
  | { readonly value: Scalar; readonly error?: undefined }
  | { readonly error: RecordError; readonly value?: undefined };

/** The words for yes and no, in any case. Source: Bulk API, "Valid Date and Boolean values in records". */
const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['y', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['n', false],
  ['off', false],
]);

/**
 * Reads a value that came as text (a CSV cell, an XML element) into what the field holds. Text fields keep it as it
 * is; blank text is null. Text that is no such value is told as an error of the one record.
 */
export function readTextValue(field: FieldDefinition, text: string): ReadText {
  try {
    if (field.type === 'boolean') return { value: readValue(field, flags.get(text.trim().toLowerCase()) ?? text) };
    return { value: readValue(field, field.length === 0 ? text.trim() : text) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const shown = text.length > 255 ? `${text.slice(0, 255)}...` : text;
    const message = `${field.label}: value not of required type: ${shown}`;
    return { error: { code: 'INVALID_TYPE_ON_FIELD_IN_RECORD', message, fields: [field.name] } };
  }
}
