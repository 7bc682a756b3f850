import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { describeKind, readNumber } from '../values.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';
import { sortValues } from './sort.ts';
import { keepDistinct } from './unique.ts';

const list = { name: 'list', type: 'list' } as const;

/** List functions. A null list gives null; the lists they are given stay as they are. */
export const listFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'size',
    group: 'lists',
    label: 'Size',
    summary: 'How many characters a text, items a list or keys a map has.',
    parameters: [{ name: 'value', type: 'any' }],
    returns: 'number',
    example: { source: 'size(["a", "b"])', result: 2 },
    run: (frame, value) => {
      if (value === null) return null;
      if (typeof value === 'string' || Array.isArray(value)) return value.length;
      if (typeof value === 'object') return Object.keys(value).length;
      return frame.fail(`${describeKind(value)} has no size`, 'Give it a text, a list or a map.');
    },
  }),
  defineFunction({
    name: 'first',
    group: 'lists',
    label: 'First item',
    summary: 'The first item of a list; null when it is empty.',
    parameters: [list],
    returns: 'any',
    example: { source: 'first(["a", "b"])', result: 'a' },
    alsoKnownAs: ['head'],
    run: (_, items) => items[0] ?? null,
  }),
  defineFunction({
    name: 'last',
    group: 'lists',
    label: 'Last item',
    summary: 'The last item of a list; null when it is empty.',
    parameters: [list],
    returns: 'any',
    example: { source: 'last(["a", "b"])', result: 'b' },
    alsoKnownAs: ['tail'],
    run: (_, items) => items.at(-1) ?? null,
  }),
  defineFunction({
    name: 'count',
    group: 'lists',
    label: 'Count items',
    summary: 'How many items a list has.',
    parameters: [list],
    returns: 'number',
    example: { source: 'count(["a", "b"])', result: 2 },
    run: (_, items) => items.length,
  }),
  defineFunction({
    name: 'sum',
    group: 'lists',
    label: 'Sum',
    summary: 'The numbers of a list added up; empty items are skipped, an empty list gives 0.',
    parameters: [list],
    returns: 'number',
    example: { source: 'sum([1, 2.5, null])', result: 3.5 },
    alsoKnownAs: ['total'],
    run: (frame, items) => addUp(frame, readNumbers(frame, items)),
  }),
  defineFunction({
    name: 'avg',
    group: 'lists',
    label: 'Average',
    summary: 'The average of the numbers of a list; empty items are skipped, without any number it is null.',
    parameters: [list],
    returns: 'number',
    example: { source: 'avg([1, 2, null])', result: 1.5 },
    alsoKnownAs: ['average', 'mean'],
    run: (frame, items) => {
      const numbers = readNumbers(frame, items);
      return numbers.length === 0 ? null : addUp(frame, numbers) / numbers.length;
    },
  }),
  defineFunction({
    name: 'unique',
    group: 'lists',
    label: 'Remove repeated items',
    summary: 'Each different item once, in the order of its first appearance. 1 and "1" are different here.',
    parameters: [list],
    returns: 'list',
    example: { source: 'unique(["a", "b", "a"])', result: ['a', 'b'] },
    alsoKnownAs: ['distinct', 'dedupe'],
    run: keepDistinct,
  }),
  defineFunction({
    name: 'sortBy',
    group: 'lists',
    label: 'Sort',
    summary:
      'The items in order: of themselves, or of a field of each. "desc" as third value turns it around. Numbers come before texts, empty values last; equals keep their order.',
    parameters: [
      list,
      { name: 'field', type: 'text', optional: true },
      { name: 'order', type: 'text', optional: true },
    ],
    returns: 'list',
    example: { source: 'sortBy([{"n": 2}, {"n": 1}], "n")', result: [{ n: 1 }, { n: 2 }] },
    alsoKnownAs: ['sort', 'orderBy', 'order'],
    run: sortValues,
  }),
  defineFunction({
    name: 'slice',
    group: 'lists',
    label: 'Part of a list',
    summary:
      'The items from a position (the first is 0) up to, without, an end position; negative positions count from the end.',
    parameters: [list, { name: 'start', type: 'number' }, { name: 'end', type: 'number', optional: true }],
    returns: 'list',
    example: { source: 'slice(["a", "b", "c"], 1)', result: ['b', 'c'] },
    alsoKnownAs: ['take', 'skip', 'sublist'],
    run: (frame, items, start, end) => {
      frame.buildItems(items.length);
      return items.slice(start, end);
    },
  }),
  defineFunction({
    name: 'flatten',
    group: 'lists',
    label: 'Make one list of lists',
    summary: 'The items of the lists inside a list, one level deep; items that aren’t lists stay.',
    parameters: [list],
    returns: 'list',
    example: { source: 'flatten([[1, 2], 3, [4]])', result: [1, 2, 3, 4] },
    alsoKnownAs: ['flat'],
    run: (frame, items) => {
      const total = items.reduce<number>((count, item) => count + (Array.isArray(item) ? item.length : 1), 0);
      frame.spend(2 * (items.length + total));
      frame.buildItems(total);
      return items.flat();
    },
  }),
];

function readNumbers(frame: EvaluationFrame, items: Json[]): number[] {
  frame.buildItems(items.length);
  frame.spend(5 * items.length);
  const numbers: number[] = [];
  for (const item of items) {
    if (item === null || item === '') continue;
    const number = typeof item === 'string' ? readNumber(item) : item;
    if (typeof number === 'number') numbers.push(number);
    else frame.fail(`an item is ${describeKind(item)}`, 'Keep only numbers first: Items.filter(item, isNumber(item)).');
  }
  return numbers;
}

function addUp(frame: EvaluationFrame, numbers: number[]): number {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return Number.isFinite(total) ? total : frame.fail('the sum is too large', 'Divide the numbers first.');
}
