import { compareOrderKeys, type OrderKey } from '../../../shared/expression/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RowCodec } from '../spill/sorted-runs.ts';

/** A record with its keys. One that was outside memory is still the JSON text that it was written as. */
export type SortRow = {
  readonly keys: readonly (OrderKey | undefined)[];
  readonly place: number;
  readonly record: JsonObject | string;
};

/** 1 for an ascending key, -1 for a descending one. */
export type Direction = 1 | -1;

/** Rows by their keys, each in its direction, what is empty last in both; equal rows as they came. */
export function sortCodec(directions: readonly Direction[]): RowCodec<SortRow> {
  return {
    compare(a, b) {
      for (let index = 0; index < directions.length; index += 1) {
        const left = a.keys[index];
        const right = b.keys[index];
        if (left === undefined || right === undefined) {
          if (left === right) continue;
          return left === undefined ? 1 : -1;
        }
        const difference = compareOrderKeys(left, right);
        if (difference !== 0) return difference * (directions[index] ?? 1);
      }
      return a.place - b.place;
    },
    encode: ({ keys, place, record }) =>
      `${JSON.stringify(keys.map((key) => (key ? [key.rank, key.value] : 0)))}\t${place}\t${
        typeof record === 'string' ? record : JSON.stringify(record)
      }`,
    decode(line) {
      const keysEnd = line.indexOf('\t');
      const placeEnd = line.indexOf('\t', keysEnd + 1);
      const keys = JSON.parse(line.slice(0, keysEnd)) as (0 | [number, string | number])[];
      return {
        keys: keys.map((key) => (key === 0 ? undefined : { rank: key[0], value: key[1] })),
        place: Number(line.slice(keysEnd + 1, placeEnd)),
        record: line.slice(placeEnd + 1),
      };
    },
  };
}

/** The record of a row. */
export function recordOf({ record }: Pick<SortRow, 'record'>): JsonObject {
  return typeof record === 'string' ? JSON.parse(record) : record;
}
