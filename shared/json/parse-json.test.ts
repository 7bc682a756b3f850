import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

describe('JSON with long numbers', () => {
  it('is read as JSON.parse reads it where every number can be held', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const kept: string[] = [];
        const read = parseJson(text, (number) => kept.push(number));
        if (kept.length === 0) expect(read).toEqual(JSON.parse(text));
        expect(parseJson(JSON.stringify(read))).toEqual(read);
      }),
    );
  });

  it.each([
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['[12345678901234567890,-9007199254740993]', ['12345678901234567890', '-9007199254740993']],
    ['[9007199254740991,1.5,0.1234567890123456789]', [9007199254740991, 1.5, 0.12345678901234568]],
    ['{"x":1e400,"y":1e20}', { x: '1e400', y: 1e20 }],
    ['{"text":"12345678901234567890"}', { text: '12345678901234567890' }],
    ['[12345678901234567890.25,-9007199254740993.0]', ['12345678901234567890.25', '-9007199254740993.0']],
  ])('%s loses no digit', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('tells of each number that was kept as text, and throws as JSON.parse does', () => {
    const kept: string[] = [];
    parseJson('[1, 90071992547409931, {"a": 90071992547409932}]', (text) => kept.push(text));
    expect(kept).toEqual(['90071992547409931', '90071992547409932']);
    expect(() => parseJson('{"a": 12345678901234567890')).toThrow(SyntaxError);
  });

  it('is refused past a thousand levels, which no part could walk over', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}"${'['.repeat(2_000)}"${']'.repeat(levels)}`;
    expect(JSON.stringify(parseJson(nested(1_000)))).toBe(nested(1_000));
    expect(() => parseJson(nested(1_001))).toThrow('It nests deeper than 1000 levels.');
  });

  it('S26 keeps __proto__ as plain data', () => {
    const read = parseJson('{"__proto__":{"polluted":true},"n":12345678901234567890}') as Record<string, unknown>;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.hasOwn(read, '__proto__')).toBe(true);
  });
});
