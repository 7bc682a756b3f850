import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeJsonError } from './json-error.ts';

describe('the message for text that is not JSON', () => {
  it('names the character, what was expected, line and column', () => {
    expect(describeJsonError('{"a": jx}')).toMatch(
      /^Unexpected character \('j' \(code 106\)\): was expecting .* at \[line:1, column:7\]$/,
    );
    expect(describeJsonError('{\n  "a" 1}')).toContain("('1' (code 49)): was expecting a colon");
    expect(describeJsonError('{\n  "a" 1}')).toContain('[line:2, column:7]');
    expect(describeJsonError('[1, 2')).toContain(
      'Unexpected end-of-input: was expecting comma to separate Array entries',
    );
    expect(describeJsonError('{"a":1}}')).toContain('was expecting the end of the content at [line:1, column:8]');
    expect(describeJsonError('{a:1}')).toContain('was expecting double-quote to start field name');
  });

  it('finds the place at any depth and length without failing', () => {
    expect(describeJsonError('['.repeat(500_000))).toContain('column:500001');
    expect(describeJsonError(`["${'\\n'.repeat(500_000)}" x`)).toContain("('x' (code 120))");
  });

  it('points at a place no later than where the text was cut off', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const text = `${json.slice(0, cut % json.length)}\u0001`;
        const column = Number(/column:(\d+)/.exec(describeJsonError(text))?.[1]);
        expect(column).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
