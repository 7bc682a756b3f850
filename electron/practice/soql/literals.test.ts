import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLike, readText } from './literals.ts';

function likeByExpression(pattern: string): RegExp {
  const source = Array.from(pattern, (character) => {
    if (character === '%') return '.*';
    return character === '_' ? '.' : character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }).join('');
  return new RegExp(`^${source}$`, 'is');
}

describe('SOQL text literals', () => {
  it('know the documented escapes', () => {
    expect(readText(String.raw`'O\'Brien \\ \u0041\n'`)).toBe("O'Brien \\ A\n");
  });

  it('match LIKE patterns as a plain pattern would, without regard to case', () => {
    const small = fc.array(fc.constantFrom('a', 'B', 'c', '%', '_'), { maxLength: 8 }).map((parts) => parts.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'C'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(small, text, (pattern, value) => {
        expect(compileLike(`'${pattern}'`)(value)).toBe(likeByExpression(pattern).test(value));
      }),
      { numRuns: 500 },
    );
  });

  it('take an escaped wildcard as the character itself', () => {
    const test = compileLike(String.raw`'100\%'`);
    expect(test('100%')).toBe(true);
    expect(test('1000')).toBe(false);
  });

  it('answer soon for a pattern made to be slow', () => {
    const test = compileLike(`'${'%a'.repeat(200)}%b'`);
    expect(test('a'.repeat(20_000))).toBe(false);
  });
});
