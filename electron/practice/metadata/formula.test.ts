import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulaToSoql } from './formula.ts';
import { MetadataError } from './metadata-error.ts';

describe('a validation formula as a SOQL condition', () => {
  it.each([
    ['Amount < 0', 'Amount < 0'],
    ['0 > Amount', 'Amount < 0'],
    ['Amount <> -1.5', 'Amount != -1.5'],
    ['IsWon', 'IsWon = true'],
    ['!IsWon', '(NOT IsWon = true)'],
    ['ISBLANK(Name)', 'Name = null'],
    ['Name == ""', 'Name = null'],
    ["Name = 'O''", null],
    ['Name = "O\'Neil"', "Name = 'O\\'Neil'"],
    ['ISPICKVAL(StageName, "Closed Won")', "StageName = 'Closed Won'"],
    ['CONTAINS(Name, "50%")', "Name LIKE '%50\\%%'"],
    ['BEGINS(Account.Name, "A_")', "Account.Name LIKE 'A\\_%'"],
    ['CloseDate < TODAY()', 'CloseDate < TODAY'],
    ['AND(A = 1, OR(B = 2, NOT(C = 3)))', '(A = 1 AND (B = 2 OR (NOT C = 3)))'],
    ['A = 1 && B = 2 || C = 3', '((A = 1 AND B = 2) OR C = 3)'],
    ['(A = 1 OR B = 2) AND C = 3', '((A = 1 OR B = 2) AND C = 3)'],
    ['A = 1 /* why */', 'A = 1'],
  ])('%s', (formula, soql) => {
    if (soql === null) expect(() => formulaToSoql(formula)).toThrow(MetadataError);
    else expect(formulaToSoql(formula)).toBe(soql);
  });

  it('is refused in words, never by another error, whatever is sent', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      ',',
      'AND',
      'OR(',
      'NOT(',
      'A',
      '"x"',
      '1',
      '=',
      '<',
      '!',
      '-',
      'TODAY()',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(' ')),
        ),
        (formula) => {
          try {
            formulaToSoql(formula);
          } catch (error) {
            expect(error).toBeInstanceOf(MetadataError);
          }
        },
      ),
    );
    expect(() => formulaToSoql('('.repeat(100_000))).toThrow(MetadataError);
    expect(() => formulaToSoql('!'.repeat(100_000))).toThrow(MetadataError);
  });
});
