import type { Json } from '../json/json.ts';
import { readNumber } from './values.ts';

/**
 * Where a value stands among values of any kind: numbers (text that spells one too), then text by its characters (dates
 * in ISO 8601 therefore by time), then false and true, then lists and maps, which have no order of their own. What is
 * empty has no key: it stays last, whichever way is sorted.
 */
export type OrderKey = { readonly rank: number; readonly value: number | string };

const RANK = { number: 0, text: 1, boolean: 2, other: 3 } as const;

const OTHER: OrderKey = { rank: RANK.other, value: 0 };

/** The key of a value; undefined for null and empty text. */
export function orderKeyOf(value: Json): OrderKey | undefined {
  if (typeof value === 'number') return { rank: RANK.number, value };
  if (typeof value === 'string') {
    if (value === '') return undefined;
    const number = readNumber(value);
    return number === undefined ? { rank: RANK.text, value } : { rank: RANK.number, value: number };
  }
  if (value === null) return undefined;
  return typeof value === 'boolean' ? { rank: RANK.boolean, value: Number(value) } : OTHER;
}

/** Negative when `a` comes first, 0 for equal places. */
export function compareOrderKeys(a: OrderKey, b: OrderKey): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
