import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { equalValues, readNumber, readOwn } from '../values.ts';

/**
 * The order of two values: negative, 0 or positive; undefined when they can't be compared. Numbers compare with numeric
 * text as numbers, texts with texts by their characters (so ISO dates compare as dates), false is before true.
 */
export function compareValues(a: Json, b: Json): number | undefined {
  if (typeof a === 'string') {
    if (typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
    const number = typeof b === 'number' ? readNumber(a) : undefined;
    return number === undefined ? undefined : number - Number(b);
  }
  if (typeof a === 'number') {
    const number = typeof b === 'number' ? b : typeof b === 'string' ? readNumber(b) : undefined;
    return number === undefined ? undefined : a < number ? -1 : a > number ? 1 : 0;
  }
  return typeof a === 'boolean' && typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
}

/** Compares by order; null makes it false, kinds that can't be compared make it false with a warning naming `source`. */
export function compareOrder(
  a: Json,
  b: Json,
  frame: EvaluationFrame,
  source: string,
  holds: (order: number) => boolean,
): boolean {
  if (a === null || b === null) return false;
  if (typeof a === 'string' && typeof b === 'string') frame.spendText(Math.min(a.length, b.length));
  const order = compareValues(a, b);
  if (order !== undefined) return holds(order);
  frame.warn({ code: 'NOT_COMPARABLE', name: source });
  return false;
}

/** Whether a list has an item, or a map a key. Null is in nothing, and nothing is in null. */
export function isIn(value: Json, container: Json, frame: EvaluationFrame): boolean | undefined {
  if (Array.isArray(container)) {
    frame.spend(container.length);
    return value !== null && container.some((item) => equalValues(value, item, frame));
  }
  if (container === null) return false;
  if (typeof container !== 'object') return undefined;
  return typeof value === 'string' && readOwn(container, value) !== undefined;
}
