import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { expressionLimits } from '../limits.ts';
import { cutText } from '../text/cut.ts';
import { countOccurrences, spendSearch } from '../text/search.ts';
import { showValue } from '../values.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';

const text = { name: 'text', type: 'text' } as const;

/**
 * Text functions. Positions count from 0 in UTF-16 units, as `length` does, and no character is cut in half; a null text
 * gives null.
 */
export const textFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'upper',
    group: 'text',
    label: 'Make uppercase',
    summary: 'Turns letters to uppercase.',
    parameters: [text],
    returns: 'text',
    example: { source: 'upper("ada")', result: 'ADA' },
    alsoKnownAs: ['uppercase', 'toUpperCase', 'ucase'],
    run: (frame, value) => build(frame, value, value.toUpperCase),
  }),
  defineFunction({
    name: 'lower',
    group: 'text',
    label: 'Make lowercase',
    summary: 'Turns letters to lowercase.',
    parameters: [text],
    returns: 'text',
    example: { source: 'lower("ADA")', result: 'ada' },
    alsoKnownAs: ['lowercase', 'toLowerCase', 'lcase'],
    run: (frame, value) => build(frame, value, value.toLowerCase),
  }),
  defineFunction({
    name: 'trim',
    group: 'text',
    label: 'Remove spaces around',
    summary: 'Removes blanks and line ends at the beginning and the end.',
    parameters: [text],
    returns: 'text',
    example: { source: 'trim("  Ada ")', result: 'Ada' },
    run: (frame, value) => build(frame, value, value.trim),
  }),
  defineFunction({
    name: 'join',
    group: 'text',
    label: 'Join a list to text',
    summary: 'Puts the items of a list into one text, with a separator between them (nothing when omitted).',
    parameters: [
      { name: 'list', type: 'list' },
      { name: 'separator', type: 'text', optional: true },
    ],
    returns: 'text',
    example: { source: 'join(["Ada", "Bo"], ", ")', result: 'Ada, Bo' },
    alsoKnownAs: ['concat', 'concatenate'],
    run: joinTexts,
  }),
  defineFunction({
    name: 'split',
    group: 'text',
    label: 'Split text to a list',
    summary: 'Cuts a text at every separator; an empty separator cuts between all characters.',
    parameters: [text, { name: 'separator', type: 'text' }],
    returns: 'list',
    example: { source: 'split("a,b,c", ",")', result: ['a', 'b', 'c'] },
    run: (frame, value, separator) => {
      frame.buildItems(separator === '' ? value.length : countOccurrences(frame, value, separator) + 1);
      return separator === '' ? [...value] : value.split(separator);
    },
  }),
  defineFunction({
    name: 'replace',
    group: 'text',
    label: 'Replace text',
    summary: 'Replaces every occurrence of a text, exactly as written, by another.',
    parameters: [text, { name: 'search', type: 'text' }, { name: 'replacement', type: 'text' }],
    returns: 'text',
    example: { source: 'replace("0 30 12", " ", "-")', result: '0-30-12' },
    alsoKnownAs: ['replaceAll', 'substitute'],
    run: (frame, value, search, replacement) => {
      if (search === '') return value;
      const count = countOccurrences(frame, value, search);
      if (count === 0) return value;
      frame.buildText(value.length + count * (replacement.length - search.length));
      frame.spend(4 * count);
      // “$” begins a reference in a replacement; two of them are the sign itself.
      return value.replaceAll(search, replacement.replaceAll('$', '$$$$'));
    },
  }),
  defineFunction({
    name: 'contains',
    group: 'text',
    label: 'Contains text',
    summary: 'True when the text contains the other one; upper and lower case differ.',
    parameters: [text, { name: 'part', type: 'text' }],
    returns: 'boolean',
    example: { source: 'contains("Analyst", "lys")', result: true },
    alsoKnownAs: ['includes', 'indexOf', 'find'],
    run: (frame, value, part) => {
      spendSearch(frame, value, part);
      return value.includes(part);
    },
  }),
  defineFunction({
    name: 'startsWith',
    group: 'text',
    label: 'Starts with',
    summary: 'True when the text begins with the other one.',
    parameters: [text, { name: 'start', type: 'text' }],
    returns: 'boolean',
    example: { source: 'startsWith("Analyst", "Ana")', result: true },
    run: (frame, value, start) => {
      frame.spendText(start.length);
      return value.startsWith(start);
    },
  }),
  defineFunction({
    name: 'endsWith',
    group: 'text',
    label: 'Ends with',
    summary: 'True when the text ends with the other one.',
    parameters: [text, { name: 'end', type: 'text' }],
    returns: 'boolean',
    example: { source: 'endsWith("leads.csv", ".csv")', result: true },
    run: (frame, value, end) => {
      frame.spendText(end.length);
      return value.endsWith(end);
    },
  }),
  defineFunction({
    name: 'left',
    group: 'text',
    label: 'First characters',
    summary: 'The first characters of a text, at most the given count.',
    parameters: [text, { name: 'count', type: 'number' }],
    returns: 'text',
    example: { source: 'left("Analyst", 3)', result: 'Ana' },
    run: (_, value, count) => cutText(value, 0, count),
  }),
  defineFunction({
    name: 'right',
    group: 'text',
    label: 'Last characters',
    summary: 'The last characters of a text, at most the given count.',
    parameters: [text, { name: 'count', type: 'number' }],
    returns: 'text',
    example: { source: 'right("Analyst", 3)', result: 'yst' },
    run: (_, value, count) => (count >= 1 ? cutText(value, value.length - Math.trunc(count)) : ''),
  }),
  defineFunction({
    name: 'substring',
    group: 'text',
    label: 'Part of a text',
    summary:
      'The characters from a position (the first is 0) up to, without, an end position; to the end when omitted.',
    parameters: [text, { name: 'start', type: 'number' }, { name: 'end', type: 'number', optional: true }],
    returns: 'text',
    example: { source: 'substring("Analyst", 3, 5)', result: 'ly' },
    alsoKnownAs: ['substr', 'mid'],
    run: (_, value, start, end) => cutText(value, start, end),
  }),
  defineFunction({
    name: 'length',
    group: 'text',
    label: 'Length of a text',
    summary: 'How many characters a text has.',
    parameters: [text],
    returns: 'number',
    example: { source: 'length("Ada")', result: 3 },
    alsoKnownAs: ['len'],
    run: (_, value) => value.length,
  }),
  defineFunction({
    name: 'padStart',
    group: 'text',
    label: 'Fill up at the start',
    summary: 'Fills a text up to a length by putting blanks, or the given text, before it.',
    parameters: [text, { name: 'length', type: 'number' }, { name: 'fill', type: 'text', optional: true }],
    returns: 'text',
    example: { source: 'padStart(42, 6, "0")', result: '000042' },
    alsoKnownAs: ['lpad', 'pad'],
    run: (frame, value, length, fill) => {
      if (length > value.length && fill !== '') frame.buildText(length);
      return value.padStart(Math.min(length, expressionLimits.resultCharacters), fill);
    },
  }),
];

/** Reading is spent even where the result is the same text. */
function build(frame: EvaluationFrame, value: string, change: () => string): string {
  frame.buildText(value.length);
  return change.call(value);
}

function joinTexts(frame: EvaluationFrame, list: Json[], separator = ''): string {
  frame.spend(list.length);
  const parts: string[] = [];
  let characters = separator.length * Math.max(0, list.length - 1);
  for (const item of list) {
    const part = showValue(item, frame);
    characters += part.length;
    if (characters > expressionLimits.resultCharacters) frame.exceed('10 MB of text');
    parts.push(part);
  }
  frame.buildText(characters);
  return parts.join(separator);
}
