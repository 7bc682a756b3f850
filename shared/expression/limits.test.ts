import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json/json.ts';
import { catchError } from './catch-error.fixture.ts';
import { compileExpression } from './expression.ts';
import { makeScope } from './scope.fixture.ts';
import { compileTemplate } from './template.ts';

const evaluate = (source: string, record: JsonObject = {}) => compileExpression(source).evaluate(makeScope(record));
const refuse = (work: () => unknown, limit: string) => {
  const error = catchError(work);
  expect(error.code).toBe('EXPRESSION_LIMIT');
  expect(error.data.limit).toContain(limit);
};
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('S28 limits of an expression, at the bound and past it', () => {
  it('S28 takes 10,000 characters', () => {
    const long = `"${'x'.repeat(9_998)}"`;
    expect(evaluate(long)).toHaveLength(9_998);
    refuse(() => compileExpression(`${long} `), '10,000 characters');
    refuse(() => compileTemplate(`{{${long} }}`), '10,000 characters');
  });

  const nested: [kind: string, build: (levels: number) => string][] = [
    ['brackets', (levels) => `${'('.repeat(levels)}1${')'.repeat(levels)}`],
    ['lists', (levels) => `${'['.repeat(levels)}1${']'.repeat(levels)}`],
    ['maps', (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
    ['calls', (levels) => `${'abs('.repeat(levels)}1${')'.repeat(levels)}`],
    ['signs', (levels) => `${'!'.repeat(levels)}true`],
    ['members', (levels) => `a${'.b'.repeat(levels)}`],
    ['conditions', (levels) => `${'false ? 1 : '.repeat(levels)}2`],
    ['signs and brackets', (levels) => `${'-('.repeat(levels / 2)}1${')'.repeat(levels / 2)}`],
  ];
  it.each(nested)('S28 takes 64 levels of %s', (_, build) => {
    expect(() => evaluate(build(64))).not.toThrow();
    refuse(() => compileExpression(build(66)), '64 levels');
    refuse(() => compileExpression(build(800)), '64 levels');
  });

  it('S28 visits 1,000,000 items of macros', () => {
    const list = numbers(1_000);
    const exactly = 'a.map(x, size(b.filter(y, false)))';
    // 1,000 visits outside and 999 inside each of them.
    expect(evaluate(exactly, { a: list, b: numbers(999) })).toHaveLength(1_000);
    refuse(() => evaluate(exactly, { a: list, b: list }), '1,000,000 visited list items');
    refuse(() => evaluate('a.all(x, a.all(y, a.all(z, true)))', { a: list }), '1,000,000 visited list items');
  });

  it('S28 builds texts of 10 MB', () => {
    expect(evaluate('length(padStart("", 10000000, "ab"))')).toBe(10_000_000);
    const past: string[] = [
      'padStart("", 10000001)',
      'padStart("", 1e300)',
      'length(replace(padStart("", 5000, "a"), "a", padStart("", 5000)))',
      'join([big, big], "")',
      'json([big, big])',
      'big + big',
      'upper(big + big)',
      'base64(padStart("", 7600000))',
      'urlEncode(padStart("", 4000000, "ü"))',
      'join(split(padStart("", 3000000, ","), ","), "abcde")',
    ];
    for (const source of past) refuse(() => evaluate(source, { big: 'x'.repeat(6_000_000) }), 'MB');
    const template = compileTemplate('{{ big }} {{ big }}');
    refuse(() => template.evaluate(makeScope({ big: 'x'.repeat(6_000_000) })), '10 MB');
  });

  it('S28 gives results of 10 MB, counted as the JSON they become', () => {
    // Each level refers ten times to the one inside it: little memory, but 10^n items when written.
    const grow = (levels: number) => `["x"]${'.map(a, [a,a,a,a,a,a,a,a,a,a])'.repeat(levels)}`;
    expect(evaluate(grow(5))).toHaveLength(1);
    refuse(() => evaluate(grow(7)), '10 MB of result');
    refuse(() => evaluate(grow(40)), '10 MB of result');
    refuse(() => evaluate(`json(${grow(40)})`), '10 MB of result');
    refuse(() => evaluate(`size(unique([${grow(40)}, ${grow(40)}]))`), '10 MB of result');
    refuse(() => evaluate(`${grow(40)} == ${grow(40)}`), 'work');
    const half = ['x'.repeat(6_000_000)];
    refuse(() => evaluate('a + a', { a: half }), '10 MB of result');
    refuse(() => evaluate('flatten([a, a])', { a: half }), '10 MB of result');
    refuse(() => evaluate(`"" + join([${grow(40)}])`), '10 MB of result');
  });

  it('S28 builds 64 MB in one evaluation, whatever is thrown away again', () => {
    const twenty = `[${Array(20).fill('x').join(',')}]`;
    refuse(() => evaluate(`a.all(x, size(${twenty}) > 0)`, { a: numbers(400_000) }), '64 MB');
    refuse(() => evaluate('a.all(x, length(padStart("", 1000000)) > 0)', { a: numbers(1_000) }), '64 MB');
  });

  it('S28 measures deep values without running out of stack', () => {
    const deep = (levels: number) => {
      let value: Json = 1;
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    expect(evaluate('json(a) == json(b) && a == b', { a: deep(200), b: deep(200) })).toBe(true);
    refuse(() => evaluate('json(a)', { a: deep(100_000) }), 'inside one another');
    refuse(() => evaluate('a == b', { a: deep(100_000), b: deep(100_000) }), 'nested too deeply');
    refuse(() => evaluate('unique([a])', { a: deep(100_000) }), 'inside one another');
    refuse(() => evaluate('[a]', { a: deep(100_000) }), 'inside one another');
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(catchError(() => evaluate('parseJson(a)', { a: text })).code).toMatch(/^EXPRESSION_(LIMIT|FUNCTION)$/);
  });

  const heavy: [what: string, source: string][] = [
    ['long searches', 'a.all(x, !contains(big, "zz"))'],
    ['hard searches', 'contains(big, padStart("", 3000000, "x") + "y")'],
    ['long comparisons', 'a.all(x, big == big2)'],
    ['ordered comparisons', 'a.all(x, big <= big2)'],
    ['long copies', 'a.all(x, lower(big) != "")'],
    ['blanks', 'a.all(x, !isEmpty(big))'],
    ['hashes', 'a.all(x, hash(big) != "")'],
    ['sorting', 'a.all(x, size(sortBy(a)) > 0)'],
    ['membership', 'a.all(x, !(-1 in a))'],
    ['sums', 'a.all(x, sum(a) > 0)'],
    ['flattening', 'a.all(x, size(flatten([a, a])) > 0)'],
    ['distinct items', 'a.all(x, size(unique(a)) > 0)'],
    ['keys', 'a.all(x, size(keys(m)) + size(merge(record, m)) > 0)'],
    ['patterns', 'a.all(x, !regexMatch(big, "(x+x+)+y"))'],
    ['many patterns', 'a.all(x, regexMatch("a", "(a|b|" + x + "){200}") || true)'],
    ['zones', 'a.all(x, formatDate(now(), "HH", "Europe/Berlin") != "")'],
    ['a heavy body', `a.all(x, a.all(y, ${Array(300).fill('x + y').join(' + ')} >= 0))`],
  ];
  it.each(heavy)('S28 ends soon in the face of %s', (_, source) => {
    const manyKeys = Object.fromEntries(numbers(1_000).map((key) => [`key${key}`, key]));
    const record = { a: numbers(100_000), big: 'x'.repeat(8_000_000), big2: 'x'.repeat(8_000_000), m: manyKeys };
    refuse(() => evaluate(source, record), '');
  });
});
