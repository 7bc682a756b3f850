import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { compareOrderKeys, type OrderKey, orderKeyOf } from '../order-key.ts';
import { readOwn } from '../values.ts';

type SortKey = OrderKey & { item: Json };

/** A sorted copy of a list: by the items or by a field of theirs (`Owner.Name` for one inside another). */
export function sortValues(frame: EvaluationFrame, items: Json[], field?: string, order = 'asc'): Json[] {
  const direction = readDirection(frame, order);
  frame.buildItems(6 * items.length);
  // A comparison of texts of usual length is about four steps.
  frame.spend(4 * items.length * Math.log2(items.length + 1));
  const path = field === undefined || field === '' ? [] : field.split('.');
  const keys: SortKey[] = [];
  const empty: Json[] = [];
  for (const item of items) {
    const value = readPath(item, path);
    // Every comparison may read a long text to its end.
    if (typeof value === 'string') frame.spendText(value.length * 16);
    const key = orderKeyOf(value);
    if (key) keys.push({ ...key, item });
    else empty.push(item);
  }
  keys.sort((a, b) => direction * compareOrderKeys(a, b));
  return [...keys.map((key) => key.item), ...empty];
}

function readDirection(frame: EvaluationFrame, order: string): 1 | -1 {
  const word = order.toLowerCase();
  if (word === 'asc' || word === 'ascending') return 1;
  if (word === 'desc' || word === 'descending') return -1;
  return frame.fail(`“${order}” isn’t an order`, 'Use "asc" or "desc".');
}

function readPath(item: Json, path: readonly string[]): Json {
  let value = item;
  for (const name of path) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    value = readOwn(value, name) ?? null;
  }
  return value;
}
