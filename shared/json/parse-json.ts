import type { Json } from './json.ts';
import { textDepth } from './text-depth.ts';

/** Levels that data may nest; far deeper than any service sends, and what every part that walks over it can walk. */
const DEEPEST_DATA = 1_000;

/** Digits in a row that a number may not be able to hold; shorter ones are never looked at twice. */
const manyDigits = /\d{16}|\d[eE]\+?\d{3}/;

/** What V8 gives a reviver about the text of a value (the JSON.parse source text access proposal). */
type Reviver = (key: string, value: Json, context: { source?: string }) => Json;

/** JSON that nests deeper than data may. */
export class JsonTooDeep extends SyntaxError {
  constructor() {
    super(`It nests deeper than ${DEEPEST_DATA} levels.`);
  }
}

/**
 * JSON text as data without losing digits: a number past 2^53 that isn't written with an exponent, or one too large for
 * any, becomes the text it was written as, and `kept` hears of it. Throws SyntaxError as `JSON.parse` does, and JsonTooDeep.
 */
export function parseJson(text: string, kept?: (text: string) => void): Json {
  if (text.length > 2 * DEEPEST_DATA && textDepth(text, DEEPEST_DATA) > DEEPEST_DATA) throw new JsonTooDeep();
  if (!manyDigits.test(text)) return JSON.parse(text);
  const revive: Reviver = (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value;
    const isHeld = Math.abs(value) <= Number.MAX_SAFE_INTEGER || !/^-?\d+(?:\.\d+)?$/.test(source);
    if (Number.isFinite(value) && isHeld) return value;
    kept?.(source);
    return source;
  };
  return JSON.parse(text, revive as (key: string, value: Json) => Json);
}

/** The warning of a step that read such a number. */
export const longNumberWarning = {
  code: 'LONG_NUMBER',
  message: 'A number has more digits than can be calculated with. It was read as text, so no digit is lost.',
} as const;
