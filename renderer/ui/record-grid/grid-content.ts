import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { fieldValue, kindsOfColumn, readCell } from './cell-text.ts';

/** Records as a table: its columns in order, of which a record may lack any. */
export type GridContent = { readonly fields: readonly string[]; readonly records: readonly JsonObject[] };

/** A cell, both counted from 0. */
export type CellPlace = { row: number; column: number };

/** Records with a column for each of their fields, in order of appearance. */
export function toGrid(records: readonly JsonObject[]): GridContent {
  return { fields: [...new Set(records.flatMap((record) => Object.keys(record)))], records };
}

/** With what the text means in a cell; nothing takes the value away. */
export function withCellText(content: GridContent, { row, column }: CellPlace, text: string): GridContent {
  const field = content.fields[column];
  if (field === undefined) return content;
  return withValue(content, row, field, readCell(text, kindsOfColumn(content.records, field)));
}

/** Without the value of a cell: the record then lacks that field. */
export function withoutValue(content: GridContent, { row, column }: CellPlace): GridContent {
  const field = content.fields[column];
  return field === undefined ? content : withValue(content, row, field, undefined);
}

/** With an empty record behind the row. */
export function withRowAfter({ fields, records }: GridContent, row: number): GridContent {
  return { fields, records: records.toSpliced(row + 1, 0, {}) };
}

export function withoutRow({ fields, records }: GridContent, row: number): GridContent {
  return { fields, records: records.toSpliced(row, 1) };
}

/** With one more column at the right; the same where there is one of that name. */
export function withField({ fields, records }: GridContent, field: string): GridContent {
  return { fields: fields.includes(field) ? fields : [...fields, field], records };
}

/** With another name for a column; the same where the name is nothing or another column's. */
export function withFieldNamed({ fields, records }: GridContent, column: number, name: string): GridContent {
  const before = fields[column];
  if (before === undefined || name === '' || fields.includes(name)) return { fields, records };
  const renamed = records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key === before ? name : key, value])),
  );
  return { fields: fields.with(column, name), records: renamed };
}

/** A name that no column has yet. */
export function freshField({ fields }: GridContent): string {
  let number = fields.length + 1;
  while (fields.includes(nameOf(number - 1))) number += 1;
  return nameOf(number - 1);
}

/** Without a column, and without its values. */
export function withoutField({ fields, records }: GridContent, field: string): GridContent {
  const left = fields.filter((other) => other !== field);
  return { fields: left, records: records.map((record) => pick(record, left)) };
}

/**
 * With cells of a spreadsheet from a place on, to the right and down; rows and columns are added as needed. Where the
 * first of several rows holds names of fields only, or there are no fields yet, it says where the columns go.
 */
export function withPasted(content: GridContent, place: CellPlace, cells: readonly string[][]): GridContent {
  const [first = [], ...others] = cells;
  const isHead =
    content.fields.length === 0 || (others.length > 0 && first.every((name) => content.fields.includes(name)));
  const names = isHead ? first.map((name, index) => name || nameOf(index)) : namesFrom(content, place.column, cells);
  let next = content;
  for (const name of names) next = withField(next, name);
  const rows = isHead ? others : cells;
  const kinds = new Map(names.map((name) => [name, kindsOfColumn(content.records, name)]));
  const records = [...next.records];
  rows.forEach((row, index) => {
    const values = row.flatMap((text, column): [string, Json | undefined][] => {
      const name = names[column];
      return name === undefined ? [] : [[name, readCell(text, kinds.get(name) ?? new Set())]];
    });
    const at = place.row + index;
    records[at] = put(records[at] ?? {}, values, next.fields);
  });
  return { fields: next.fields, records: Array.from(records, (record) => record ?? {}) };
}

function namesFrom({ fields }: GridContent, column: number, cells: readonly string[][]): string[] {
  const width = Math.max(...cells.map((row) => row.length));
  return Array.from({ length: width }, (_, index) => fields[column + index] ?? nameOf(column + index));
}

function nameOf(column: number): string {
  return `Field ${column + 1}`;
}

function withValue({ fields, records }: GridContent, row: number, field: string, value: Json | undefined): GridContent {
  const record = records[row];
  if (!record) return { fields, records };
  return { fields, records: records.with(row, put(record, [[field, value]], fields)) };
}

/** A record with other values, its fields in the order of the columns. */
function put(record: JsonObject, values: readonly [string, Json | undefined][], fields: readonly string[]): JsonObject {
  const changed = new Map(values);
  const entries = fields.map((name): [string, Json | undefined] => [
    name,
    changed.has(name) ? changed.get(name) : fieldValue(record, name),
  ]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function pick(record: JsonObject, fields: readonly string[]): JsonObject {
  return put(record, [], fields);
}
