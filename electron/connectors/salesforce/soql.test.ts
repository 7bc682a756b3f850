import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json/json.ts';
import { testCall } from '../sdk/step-run.fixture.ts';
import { bindSoql } from './soql.ts';

const bind = (template: string, record: Record<string, Json>) =>
  bindSoql(template, []).evaluate(testCall().scopeFor(record));

describe('values in a query', () => {
  it.each<[Json, string]>([
    ['Lovelace', "'Lovelace'"],
    ["O'Brien", "'O\\'Brien'"],
    ['', "''"],
    [null, 'null'],
    [true, 'true'],
    [12.5, '12.5'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    ['2026-11-22', '2026-11-22'],
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
    ['2026-11-22T10:00:00.000+01:00', '2026-11-22T10:00:00.000+01:00'],
    ['2026-13-22', "'2026-13-22'"],
    ["2026-11-22' OR Id != '", "'2026-11-22\\' OR Id != \\''"],
    [['a', "b'"], "('a', 'b\\'')"],
    [[1, 2], '(1, 2)'],
  ])('%j outside of quotes is %s', (value, literal) => {
    expect(bind('SELECT Id FROM Contact WHERE X = {{ value }}', { value })).toBe(
      `SELECT Id FROM Contact WHERE X = ${literal}`,
    );
  });

  it('are escaped between quotes, also beside other text', () => {
    expect(bind("SELECT Id FROM Contact WHERE Name LIKE '{{ a }}%' AND City = {{ b }}", { a: "O'B", b: 'x\\' })).toBe(
      "SELECT Id FROM Contact WHERE Name LIKE 'O\\'B%' AND City = 'x\\\\'",
    );
  });

  it('know where quotes end, with escaped ones among them', () => {
    expect(bind("SELECT Id FROM C WHERE A = 'it\\'s {{ a }}' AND B = {{ b }}", { a: 'x', b: 'y' })).toBe(
      "SELECT Id FROM C WHERE A = 'it\\'s x' AND B = 'y'",
    );
  });

  it.each<[Json]>([[{ a: 1 }], [[]], [[['a']]], [[{ a: 1 }]]])('can’t be %j', (value) => {
    expect(() => bind('SELECT Id FROM C WHERE A IN {{ value }}', { value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('can’t be the whole query', () => {
    expect(() => bindSoql(' {{ query }} ', [])).toThrow(expect.objectContaining({ code: 'SETTING_WRONG' }));
  });

  it('S33 stay one literal whatever text they are', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const hostile = fc.array(fc.constantFrom("'", '\\', '"', '\n', ' OR ', '--', 'x', '’', '{{'), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          hostile.map((parts) => parts.join('')),
        ),
        (value) => {
          for (const template of ['{{ value }} END', "'{{ value }}' END"]) {
            const bound = bind(template, { value });
            const literal = bound.slice(0, -' END'.length);
            expect(bound.endsWith(' END')).toBe(true);
            if (/^\d{4}-\d\d-\d\d/.test(value) && literal === value) return;
            expect(literal).toMatch(/^'(?:[^'\\]|\\.)*'$/s);
            expect(readEscapes(literal.slice(1, -1))).toBe(value);
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

function readEscapes(text: string): string {
  const meanings: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.replace(/\\(.)/gs, (_, character: string) => meanings[character] ?? character);
}
