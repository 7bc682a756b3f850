import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catchError } from '../catch-error.fixture.ts';
import { EvaluationFrame } from '../frame.ts';
import { makeScope } from '../scope.fixture.ts';
import { matchesPattern, readPattern } from './regex.ts';

const frame = () => new EvaluationFrame(makeScope(), 'regexMatch(…)', 0);
const matches = (text: string, pattern: string, flags = '') => {
  const own = frame();
  return matchesPattern(own, readPattern(own, pattern, flags), text);
};

const atom = fc.constantFrom(
  'a',
  'b',
  '1',
  '_',
  ' ',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\D',
  '\\W',
  '\\S',
  '[ab]',
  '[^a1]',
  '[a-c_]',
  '[\\d\\s-]',
  '\\.',
  '\\n',
  '\\x61',
  '\\u0062',
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?');
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(atom, quantifier).map(([part, repeat]) => part + repeat),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(${left}|${right})`),
    fc.tuple(tie('pattern'), quantifier).map(([part, repeat]) => `(?:${part})${repeat}`),
    tie('pattern').map((part) => `^${part}`),
    tie('pattern').map((part) => `${part}$`),
    tie('pattern').map((part) => `\\b${part}`),
    tie('pattern').map((part) => `${part}\\B`),
  ),
}));
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'A', '1', '_', ' ', '\n', '.', '-'), { maxLength: 10 })
  .map((all) => all.join(''));

describe('regular expressions', () => {
  it('match exactly when ECMAScript’s own do, for random patterns and texts', () => {
    fc.assert(
      fc.property(pattern, text, fc.constantFrom('', 'i'), (source, subject, flags) => {
        expect([source, subject, matches(subject, source, flags)]).toEqual([
          source,
          subject,
          new RegExp(source, `${flags}u`).test(subject),
        ]);
      }),
      { numRuns: 5_000 },
    );
  });

  const table: [text: string, pattern: string, flags: string, result: boolean][] = [
    ['ada@example.org', '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$', '', true],
    ['ada@example', '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$', '', false],
    ['', '', '', true],
    ['', '^$', '', true],
    ['Grüße', 'ü.e$', '', true],
    ['😀', '^.$', '', true],
    ['😀', '^\\u{1F600}$', '', true],
    ['GRÜN', 'grün', 'i', true],
    ['b', '[^A]', 'i', true],
    ['a', '[^A]', 'i', false],
    ['x-y', '[a-]y', '', true],
    ['{', '\\{', '', true],
    ['ab', '(?:)*ab', '', true],
    ['aaaa', '^(a{2}){2}$', '', true],
    ['aaa', '^(a{2}){2}$', '', false],
    ['x', '((((){9}){9}){9}){9}x', '', true],
    ['\u0000', '\\0', '', true],
  ];
  it.each(table)('%j against /%s/%s is %s', (subject, source, flags, result) => {
    expect(matches(subject, source, flags)).toBe(result);
  });

  it('S28 are linear: what stalls a backtracking engine is answered at once', () => {
    for (const source of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(a*)*b', '(.*.*)*=x', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      expect(matches(`${'a'.repeat(5_000)}!`, source)).toBe(false);
    }
  });

  const refused: [pattern: string, problem: string, position: number][] = [
    ['(', 'isn’t closed', 1],
    ['a)', 'has no “(”', 2],
    ['[a', '“[” isn’t closed', 1],
    ['*a', 'nothing before it', 1],
    ['a**', 'two repetitions', 3],
    ['a{3,1}', 'from low to high', 2],
    ['a{5000}', 'from low to high', 2],
    ['a{x}', 'must be like {2}', 2],
    ['^*', 'can’t be repeated', 2],
    ['(?=a)', 'look-around', 1],
    ['(?<n>a)', 'look-around', 1],
    ['(a)\\1', 'references back', 5],
    ['\\p{L}', '“\\p” isn’t supported', 2],
    ['\\xg0', 'hexadecimal', 2],
    ['\\', 'lone backslash', 2],
    ['[b-a]', 'from low to high', 2],
    [`${'('.repeat(60)}${')'.repeat(60)}`, 'nested too deeply', 52],
    ['((a{99}){99}){99}', 'too large', 1],
    ['a'.repeat(1_001), 'longer than 1000', 1],
  ];
  it.each(refused)('refuses %s with the place', (source, problem, position) => {
    const error = catchError(() => readPattern(frame(), source, ''));
    expect(error.code).toBe('EXPRESSION_FUNCTION');
    expect(error.message).toContain(problem);
    expect(error.message).toContain(`(at position ${position})`);
  });

  it('knows one flag', () => {
    expect(catchError(() => readPattern(frame(), 'a', 'g')).message).toContain('“g” isn’t a flag');
  });
});
