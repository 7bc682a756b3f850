import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardCell, readCell, releaseCell } from './cell.ts';

describe('a cell', () => {
  it.each([
    ['', null],
    ['0', 0],
    ['12', 12],
    ['-3.5', -3.5],
    ['1.50', 1.5],
    ['999999999999999', 999_999_999_999_999],
    ['0.1', 0.1],
    ['true', true],
    ['FALSE', false],
  ])('%j is the value %j', (text, value) => {
    expect(readCell(text)).toBe(value);
  });

  it.each([
    '007',
    '00',
    '+49',
    '1e5',
    '1E5',
    '1,5',
    '1.',
    '.5',
    '-',
    '-0',
    '--1',
    '1 ',
    ' 1',
    '1234567890123456',
    '0.1234567890123456',
    '2026-11-22',
    'True',
    'tru',
    'null',
    'NaN',
    'Infinity',
    '0x10',
    '１２',
  ])('%j stays text', (text) => {
    expect(readCell(text)).toBe(text);
  });

  it('never changes a number’s value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,18}(\.\d{1,18})?$/), (text) => {
        const value = readCell(text);
        if (typeof value === 'string') return;
        const [whole = '', decimals = ''] = text.split('.');
        const canonical = decimals.replace(/0+$/, '') === '' ? whole : `${whole}.${decimals.replace(/0+$/, '')}`;
        expect(BigInt(Math.round(Number(value))) >= -(10n ** 15n)).toBe(true);
        expect(Number(canonical)).toBe(value);
        expect(text).not.toMatch(/^-?0\d/);
      }),
    );
  });
});

describe('S31 spreadsheets', () => {
  it.each([
    '=1+1',
    '=HYPERLINK("http://evil.test")',
    '+cmd|x',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    "'=1",
    "''=1",
    '+49 123',
  ])('never run %j, and it reads back as it was', (text) => {
    expect(guardCell(text)).toBe(`'${text}`);
    expect(releaseCell(guardCell(text))).toBe(text);
  });

  it.each(['-5', '+49123', '-1,234.50', "'quoted'", "it's", 'a=b', ''])('leave %j as it is', (text) => {
    expect(guardCell(text)).toBe(text);
    expect(releaseCell(text)).toBe(text);
  });

  it('read every text back as it was', () => {
    const parts = fc.array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', 'a', ',', '.'), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((list) => list.join('')),
        ),
        (text) => {
          expect(releaseCell(guardCell(text))).toBe(text);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
