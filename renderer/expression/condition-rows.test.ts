import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../shared/expression/index.ts';
import {
  type ConditionRow,
  formatCondition,
  parseCondition,
  type RowOperator,
  readRowValue,
  rowOperators,
} from './condition-rows.ts';
import { expressionOfPath, pathOfExpression } from './paths.ts';

const name = fc.oneof(
  fc.stringMatching(/^[A-Z][a-z]{0,8}$/),
  fc.constantFrom('Account Name', 'it’s', 'a.b', '"', '\\'),
);
const path = fc.array(name, { minLength: 1, maxLength: 3 });
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('a && b', 'say "hi"', ', ', ') || ('));
const row: fc.Arbitrary<ConditionRow> = fc
  .record({ path, operator: fc.constantFrom(...(Object.keys(rowOperators) as RowOperator[])), value })
  .map((made) => (made.operator === 'empty' || made.operator === 'filled' ? { ...made, value: '' } : made));
const rows = fc.record({
  join: fc.constantFrom('all' as const, 'any' as const),
  rows: fc.array(row, { minLength: 2, maxLength: 4 }),
});

describe('a condition of rows', () => {
  it('comes back from its expression as it was', () => {
    fc.assert(
      fc.property(rows, (condition) => {
        expect(parseCondition(formatCondition(condition))).toEqual(condition);
      }),
    );
  });

  it('is always an expression that compiles', () => {
    fc.assert(
      fc.property(rows, (condition) => void compileCondition(formatCondition(condition))),
      { numRuns: 200 },
    );
  });

  it('reads the sample flow’s filter', () => {
    expect(parseCondition('Status == "New" && Amount >= 500')).toEqual({
      join: 'all',
      rows: [
        { path: ['Status'], operator: 'is', value: 'New' },
        { path: ['Amount'], operator: 'at_least', value: 500 },
      ],
    });
  });

  it('leaves what is more than rows to code', () => {
    for (const text of [
      'a == b',
      '(a == 1)',
      'a == 1 && b == 2 || c == 3',
      'lower(a) == "x"',
      'a',
      'a == "x',
      '!contains(lower(a), "x")',
    ]) {
      expect(parseCondition(text), text).toBeUndefined();
    }
  });

  it('takes a typed number for a number only beside a number', () => {
    expect(readRowValue('500', 1200)).toBe(500);
    expect(readRowValue('500', 'text')).toBe('500');
    expect(readRowValue('', 1200)).toBe('');
    expect(readRowValue('true', false)).toBe(true);
  });
});

describe('a path', () => {
  it('comes back from its expression, whatever its names are', () => {
    const part = fc.oneof(fc.string(), fc.nat(50));
    fc.assert(
      fc.property(fc.string(), fc.array(part, { maxLength: 3 }), (first, rest) => {
        expect(pathOfExpression(expressionOfPath([first, ...rest]))).toEqual([first, ...rest]);
      }),
    );
  });

  it('isn’t seen in an expression that does more', () => {
    for (const text of ['lower(Email)', 'a + b', 'record', 'true', '"a"', '1', 'a.', 'a[b]']) {
      expect(pathOfExpression(text), text).toBeUndefined();
    }
  });
});
