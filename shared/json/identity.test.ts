import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOf } from './identity.ts';
import type { Json } from './json.ts';

describe('the identity of a value', () => {
  it('is the same whatever the order of keys, at every depth', () => {
    expect(identityOf({ a: 1, b: { c: [2], d: null } })).toBe(identityOf({ b: { d: null, c: [2] }, a: 1 }));
  });

  it.each<[Json, Json]>([
    [7, '7'],
    [null, 'null'],
    [[], {}],
    [{ a: 1 }, [['a', 1]]],
    [{ a: null }, {}],
    [['a', 'b'], ['a,b']],
    [JSON.parse('{"__proto__":1}'), {}],
  ])('tells %j from %j', (a, b) => {
    expect(identityOf(a)).not.toBe(identityOf(b));
  });

  it('is JSON of the same value, on one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = identityOf(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toContain('\n');
      }),
    );
  });
});
