import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJson } from './json.ts';

describe('a JSON value', () => {
  it('is everything that survives being written and read', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isJson(value)));
  });

  it('may leave a member undefined, but not an item', () => {
    expect(isJson({ absent: undefined })).toBe(true);
    expect(isJson([undefined])).toBe(false);
    expect(isJson(undefined)).toBe(false);
  });

  it.each([
    ['a big integer', 1n],
    ['a map', new Map()],
    ['a set', new Set()],
    ['a date', new Date(0)],
    ['bytes', new Uint8Array(1)],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['an error', new Error('e')],
  ])('is not %s, however deep it lies', (_, value) => {
    expect(isJson(value)).toBe(false);
    expect(isJson({ list: [{ deep: value }] })).toBe(false);
  });

  it('is judged without running out of stack', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(isJson(deep)).toBe(true);
  });
});
