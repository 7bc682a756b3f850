import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { parseJson } from '../../../shared/json/parse-json.ts';
import { kindOfValue, type ValueKind } from '../value-kind.ts';

/** A number as JSON writes it; texts such as “007” and “1,200” stay texts. */
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The value of a field, of this record alone: nothing that every object brings along. */
export function fieldValue(record: JsonObject | undefined, field: string): Json | undefined {
  return record && Object.hasOwn(record, field) ? record[field] : undefined;
}

/** What a value looks like while it is edited: lists and objects as JSON, nothing for no value. */
export function editTextOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * What a person means by a text, judged by the other values of its column: a number, true or false, a list or an object
 * only where the column has such values or none at all. Undefined, which takes the value away, for nothing in a column
 * without texts. A whole number past 2^53 stays the text that it is.
 */
export function readCell(text: string, column: ReadonlySet<ValueKind>): Json | undefined {
  const trimmed = text.trim();
  const isNew = column.size === 0;
  if (trimmed === '') return isNew || !hasTexts(column) ? undefined : text;
  if ((isNew || column.has('number')) && jsonNumber.test(trimmed)) return parseJson(trimmed);
  if ((isNew || column.has('boolean')) && /^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  if ((isNew || column.has('list') || column.has('object')) && /^[[{]/.test(trimmed)) return readStructure(text);
  return text;
}

/** The kinds of the values in a column; those without a value don't count. */
export function kindsOfColumn(records: readonly JsonObject[], field: string): Set<ValueKind> {
  const kinds = new Set(records.map((record) => kindOfValue(fieldValue(record, field))));
  kinds.delete('none');
  return kinds;
}

function hasTexts(column: ReadonlySet<ValueKind>): boolean {
  return (['text', 'date', 'email', 'link'] as const).some((kind) => column.has(kind));
}

function readStructure(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // Not JSON, so it is what it looks like: a text that begins with a bracket.
    return text;
  }
}
