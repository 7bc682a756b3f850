import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { describeKind, readNumber } from '../values.ts';

/**
 * The smallest (`direction` -1) or largest (1) of values, or of the items when the only value is a list. Nulls are
 * skipped; numbers and numeric texts compare as numbers, else all must be texts. Null when nothing is left.
 */
export function pickExtreme(frame: EvaluationFrame, values: Json[], direction: 1 | -1): Json {
  const only = values.length === 1 ? values[0] : undefined;
  const present = (Array.isArray(only) ? only : values).filter((value) => value !== null && value !== '');
  frame.spend(4 * present.length);
  const numbers = present.map((value) => readMember(value));
  if (numbers.every((value) => value !== undefined)) return pick(numbers, direction);
  const texts = present.map((value) => {
    if (typeof value === 'string') return value;
    return frame.fail(
      `it compares numbers with numbers and texts with texts, but found ${describeKind(value)} among others`,
      'Convert the values with number(…) first, or leave the others out.',
    );
  });
  return pick(texts, direction);
}

function readMember(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? readNumber(value) : undefined;
}

function pick<Value extends string | number>(values: Value[], direction: 1 | -1): Value | null {
  let best: Value | null = null;
  for (const value of values) if (best === null || (direction > 0 ? value > best : value < best)) best = value;
  return best;
}
