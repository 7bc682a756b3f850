import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { formatDecimal } from '../text/format-decimal.ts';
import { readNumber } from '../values.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';
import { pickExtreme } from './extremes.ts';

const number = { name: 'number', type: 'number' } as const;
const decimals = { name: 'decimals', type: 'number', optional: true } as const;

/** Number functions. A null number gives null. */
export const numberFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'round',
    group: 'numbers',
    label: 'Round',
    summary: 'Rounds to whole numbers or to the given decimals; a half is rounded away from zero.',
    parameters: [number, decimals],
    returns: 'number',
    example: { source: 'round(1.005, 2)', result: 1.01 },
    run: (frame, value, places = 0) =>
      shiftDecimals(frame, value, places, (shifted) => Math.sign(shifted) * Math.round(Math.abs(shifted))),
  }),
  defineFunction({
    name: 'floor',
    group: 'numbers',
    label: 'Round down',
    summary: 'The next whole number below, or the next number below with the given decimals.',
    parameters: [number, decimals],
    returns: 'number',
    example: { source: 'floor(-1.2)', result: -2 },
    run: (frame, value, places = 0) => shiftDecimals(frame, value, places, Math.floor),
  }),
  defineFunction({
    name: 'ceil',
    group: 'numbers',
    label: 'Round up',
    summary: 'The next whole number above, or the next number above with the given decimals.',
    parameters: [number, decimals],
    returns: 'number',
    example: { source: 'ceil(1.2)', result: 2 },
    alsoKnownAs: ['ceiling', 'roundUp'],
    run: (frame, value, places = 0) => shiftDecimals(frame, value, places, Math.ceil),
  }),
  defineFunction({
    name: 'abs',
    group: 'numbers',
    label: 'Without sign',
    summary: 'The distance of a number from zero.',
    parameters: [number],
    returns: 'number',
    example: { source: 'abs(-3)', result: 3 },
    run: (_, value) => Math.abs(value),
  }),
  defineFunction({
    name: 'min',
    group: 'numbers',
    label: 'Smallest',
    summary:
      'The smallest of the values, or of the items of one list. Empty values are skipped; texts compare as texts.',
    parameters: [{ name: 'values', type: 'any', repeated: true }],
    returns: 'any',
    example: { source: 'min(3, 1, 2)', result: 1 },
    run: (frame, values) => pickExtreme(frame, values, -1),
  }),
  defineFunction({
    name: 'max',
    group: 'numbers',
    label: 'Largest',
    summary:
      'The largest of the values, or of the items of one list. Empty values are skipped; texts compare as texts.',
    parameters: [{ name: 'values', type: 'any', repeated: true }],
    returns: 'any',
    example: { source: 'max([3, 1, 2])', result: 3 },
    run: (frame, values) => pickExtreme(frame, values, 1),
  }),
  defineFunction({
    name: 'number',
    group: 'numbers',
    label: 'Convert to number',
    summary: 'Reads a text as a number with a decimal point; empty when the text isn’t a number.',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'number',
    example: { source: 'number(" 12.50 ")', result: 12.5 },
    alsoKnownAs: ['int', 'double', 'uint', 'float', 'parseFloat', 'parseInt', 'toNumber', 'val'],
    run: (_, value) => toNumber(value),
  }),
  defineFunction({
    name: 'isNumber',
    group: 'numbers',
    label: 'Is a number',
    summary: 'True for a number and for a text that reads as one.',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'boolean',
    example: { source: 'isNumber("12a")', result: false },
    alsoKnownAs: ['isNumeric'],
    run: (_, value) => toNumber(value) !== null,
  }),
  defineFunction({
    name: 'formatNumber',
    group: 'numbers',
    label: 'Number as text',
    summary:
      'Writes a number with thousands separators and fixed decimals, in the manner of a locale (en-US by default).',
    parameters: [number, decimals, { name: 'locale', type: 'text', optional: true }],
    returns: 'text',
    example: { source: 'formatNumber(1234.5, 2, "de-DE")', result: '1.234,50' },
    run: (frame, value, places, locale = 'en-US') => formatDecimal(frame, value, places, locale),
  }),
];

function toNumber(value: Json): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (readNumber(value) ?? null) : null;
}

/**
 * Rounds at a decimal place by moving the point in the number's own notation, so that 1.005 rounds as it is written
 * and not as the nearest binary fraction lies.
 */
function shiftDecimals(frame: EvaluationFrame, value: number, places: number, change: (value: number) => number) {
  if (!Number.isInteger(places) || Math.abs(places) > 20) {
    frame.fail('the count of decimals must be a whole number from -20 to 20', 'Use 0, 1, 2 … as the second value.');
  }
  const result = places === 0 ? change(value) : movePoint(change(movePoint(value, places)), -places);
  // Where the moved point leaves the range of numbers there is nothing left to round.
  return Number.isFinite(result) ? result + 0 : value;
}

function movePoint(value: number, places: number): number {
  const [digits = '0', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
