import type { Json } from './json.ts';

/** Digits in a row that a number may not be able to hold; shorter ones are never looked at twice. */
const manyDigits = /\d{16}|\d[eE]\+?\d{3}/;

/** What V8 gives a reviver about the text of a value (the JSON.parse source text access proposal). */
type Reviver = (key: string, value: Json, context: { source?: string }) => Json;

/**
 * JSON text as data without losing digits: a whole number that no number can hold exactly (past 2^53), or one too large
 * for any, becomes the text it was written as, and `kept` hears of it. Throws SyntaxError as `JSON.parse` does.
 */
export function parseJson(text: string, kept?: (text: string) => void): Json {
  if (!manyDigits.test(text)) return JSON.parse(text);
  const revive: Reviver = (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value;
    const exact = Number.isFinite(value) && (Number.isSafeInteger(value) || !/^-?\d+$/.test(source));
    if (exact) return value;
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
