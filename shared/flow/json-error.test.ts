import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from './json-error.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // That it throws is the answer.
    return false;
  }
}

describe('finding where a text stops being JSON', () => {
  it('finds nothing in JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => findJsonError(text) === undefined));
  });

  it('agrees with the runtime on what is JSON, for JSON with one character changed', () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '1', ' ', 't', '-', '\n', ''),
      )
      .map(([text, at, character]) => {
        const place = at % text.length;
        return text.slice(0, place) + character + text.slice(place + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => (findJsonError(text) === undefined) === isJson(text)),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['{"a": 1,\n "b": }', 2, 7, 'a value is expected'],
    ['{"a": 1,}', 1, 9, 'a name in double quotes is expected'],
    ['{a: 1}', 1, 2, 'a name in double quotes is expected'],
    ['[1\n\n2]', 3, 1, '“,” or “]” is expected'],
    ['{"a": 1', 1, 8, 'the text ends too early'],
    ['{} x', 1, 4, 'nothing may follow'],
    ['["a\nb"]', 1, 2, 'isn’t closed'],
    ['[01]', 1, 3, '“,” or “]” is expected'],
  ])('says of %j that it fails in line %i, column %i', (text, line, column, problem) => {
    expect(findJsonError(text)).toMatchObject({ line, column, problem: expect.stringContaining(problem) });
  });
});
