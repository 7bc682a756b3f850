import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { guardCell } from './cell.ts';

/** How cells are written. */
export type CsvWriting = { separator: string; guard: boolean };

const needsQuotes: Record<string, RegExp> = { ',': /[",\r\n]/, ';': /[";\r\n]/, '\t': /["\t\r\n]/, '|': /["|\r\n]/ };

/** A row of a CSV or TSV file with its line end, from texts that are written as they are. */
export function writeRow(cells: readonly string[], separator: string): string {
  const special = needsQuotes[separator] ?? /[^A-Za-z0-9]/;
  // A lone empty cell would make an empty line, which nobody reads as a row.
  if (cells.length === 1 && cells[0] === '') return '""\n';
  let line = '';
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index] ?? '';
    if (index > 0) line += separator;
    line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return `${line}\n`;
}

/** A value as a cell: null is empty, lists and maps are JSON, texts are guarded against being formulas when asked. */
export function writeCell(value: Json | undefined, guard: boolean): string {
  switch (typeof value) {
    case 'string':
      return guard ? guardCell(value) : value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? '' : JSON.stringify(value);
    default:
      return '';
  }
}

/** Calls `visit` with each value of a record and its column: maps are taken apart, `contact: { id }` is `contact.id`. */
export function visitCells(record: JsonObject, visit: (column: string, value: Json) => void, prefix = ''): void {
  for (const key of Object.keys(record)) {
    const value = record[key] ?? null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      visitCells(value, visit, `${prefix}${key}.`);
    else visit(prefix + key, value);
  }
}

/** The value in a column: the field of that name, else what the dotted name leads to. */
export function findCell(record: JsonObject, column: string): Json | undefined {
  if (Object.hasOwn(record, column)) return record[column];
  let value: Json | undefined = record;
  for (const key of column.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = value[key];
  }
  return value;
}
