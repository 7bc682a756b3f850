import { identityOf } from '../../../shared/json/identity.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { RowCodec } from '../spill/sorted-runs.ts';

/** A record of one side; as JSON text once it was outside memory. Without a key it matches nothing. */
export type SideRow = { key: string | undefined; place: number; record: JsonObject | string };

/** A record of the result: one of each side, or one that found no other. */
export type JoinedRow = { left?: SideRow; right?: SideRow };

/**
 * The text by which a value finds the same one on the other side: a number is found by a text that spells it the same
 * way (files and services differ in that), lists and maps by what they hold. Nothing finds what is empty.
 */
export function joinKeyOf(value: Json): string | undefined {
  if (value === null || value === '') return undefined;
  return typeof value === 'object' ? identityOf(value) : `=${value}`;
}

/** A row of a side as a line, and back. */
export const sideRows = {
  encode: ({ key, place, record }: SideRow): string =>
    `${key === undefined ? '' : JSON.stringify(key)}\t${place}\t${textOf(record)}`,
  decode(line: string): SideRow {
    const [key, place, record] = splitLine(line, 3) as [string, string, string];
    return { key: key === '' ? undefined : JSON.parse(key), place: Number(place), record };
  },
};

/** Results in the order of the left records, then of the right ones; right records that found none come last. */
export const joinedRows: RowCodec<JoinedRow> = {
  compare(a, b) {
    const left = placeOf(a.left) - placeOf(b.left);
    return left !== 0 && !Number.isNaN(left) ? left : placeOf(a.right) - placeOf(b.right);
  },
  encode: ({ left, right }) =>
    [left?.place ?? '', right?.place ?? '', textOf(left?.record), textOf(right?.record)].join('\t'),
  decode(line) {
    const [left, right, leftRecord, rightRecord] = splitLine(line, 4) as [string, string, string, string];
    return {
      ...(left === '' ? {} : { left: { key: undefined, place: Number(left), record: leftRecord } }),
      ...(right === '' ? {} : { right: { key: undefined, place: Number(right), record: rightRecord } }),
    };
  },
};

/** The record of a row. */
export function readRecord({ record }: SideRow): JsonObject {
  return typeof record === 'string' ? JSON.parse(record) : record;
}

function placeOf(row: SideRow | undefined): number {
  return row?.place ?? Number.POSITIVE_INFINITY;
}

function textOf(record: JsonObject | string | undefined): string {
  return typeof record === 'object' ? JSON.stringify(record) : (record ?? '');
}

/** The parts between tabs, which JSON texts never hold. */
function splitLine(line: string, parts: number): string[] {
  const found = line.split('\t');
  if (found.length !== parts) throw new Error('a spilled line is damaged');
  return found;
}
