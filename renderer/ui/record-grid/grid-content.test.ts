import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editTextOf, readCell } from './cell-text.ts';
import {
  freshField,
  toGrid,
  withCellText,
  withField,
  withFieldNamed,
  withoutField,
  withoutRow,
  withoutValue,
  withPasted,
  withRowAfter,
} from './grid-content.ts';
import { readSpreadsheetText } from './spreadsheet-text.ts';

const leads = toGrid([
  { Name: 'Ada', Amount: 1200, Tags: ['a'] },
  { Name: 'Basil', Amount: null, Won: true },
]);

describe('records as a table', () => {
  it('have a column for each field, in order of appearance', () => {
    expect(leads.fields).toEqual(['Name', 'Amount', 'Tags', 'Won']);
  });

  it('take what is typed as what the column holds', () => {
    const typed = [
      [1, 'Amount', '300', 300],
      [1, 'Amount', 'n/a', 'n/a'],
      [0, 'Name', '12', '12'],
      [0, 'Tags', '["b", 2]', ['b', 2]],
      [0, 'Tags', '[b', '[b'],
      [0, 'Won', 'FALSE', false],
      [0, 'Amount', '9007199254740993', '9007199254740993'],
      [0, 'Name', '', ''],
    ] as const;
    for (const [row, field, text, value] of typed) {
      const { records } = withCellText(leads, { row, column: leads.fields.indexOf(field) }, text);
      expect(records[row]?.[field], `${text} in ${field}`).toEqual(value);
    }
  });

  it('lose the field where nothing is typed in a column without texts, and where the value is taken away', () => {
    expect(withCellText(leads, { row: 0, column: 1 }, '').records[0]).toEqual({ Name: 'Ada', Tags: ['a'] });
    expect(withoutValue(leads, { row: 0, column: 0 }).records[0]).toEqual({ Amount: 1200, Tags: ['a'] });
  });

  it('keep the order of the columns when a field is filled', () => {
    const filled = withCellText(leads, { row: 1, column: 2 }, '[]');
    expect(Object.keys(filled.records[1] ?? {})).toEqual(['Name', 'Amount', 'Tags', 'Won']);
  });

  it('gain and lose rows and fields', () => {
    expect(withRowAfter(leads, 0).records[1]).toEqual({});
    expect(withoutRow(leads, 0).records).toEqual([{ Name: 'Basil', Amount: null, Won: true }]);
    expect(withField(withField(leads, 'Age'), 'Age').fields.at(-1)).toBe('Age');
    expect(withoutField(leads, 'Name').records[1]).toEqual({ Amount: null, Won: true });
  });

  it('keep values and order when a field is renamed; a name of another field is not taken', () => {
    const renamed = withFieldNamed(leads, 0, 'Lead');
    expect(renamed.fields).toEqual(['Lead', 'Amount', 'Tags', 'Won']);
    expect(Object.entries(renamed.records[0] ?? {})[0]).toEqual(['Lead', 'Ada']);
    expect(withFieldNamed(leads, 0, 'Amount')).toEqual(leads);
    expect(freshField({ fields: ['A', 'Field 3'], records: [] })).toBe('Field 4');
  });

  it('hold a field of any name without touching what objects share', () => {
    const odd = withCellText(withField(leads, '__proto__'), { row: 0, column: 4 }, 'x');
    expect(JSON.stringify(odd.records[0])).toContain('"__proto__":"x"');
    expect(Object.keys(withRowAfter(odd, 1).records[2] ?? {})).toEqual([]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('read back what they show for editing', () => {
    const value = fc.oneof(
      fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      fc.integer(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(value, (before) => {
        const kind = typeof before === 'string' ? 'text' : typeof before === 'number' ? 'number' : 'boolean';
        expect(readCell(editTextOf(before), new Set([kind]))).toEqual(before);
      }),
    );
  });
});

describe('cells from a spreadsheet', () => {
  it('are parted by tabs and line ends; quotation marks hold them together', () => {
    expect(readSpreadsheetText('a\tb\r\n"two\nlines"\t"say ""hi"""\r\n')).toEqual([
      ['a', 'b'],
      ['two\nlines', 'say "hi"'],
    ]);
    expect(readSpreadsheetText('"a" is\t5" wide')).toEqual([['"a" is', '5" wide']]);
    expect(readSpreadsheetText('')).toEqual([]);
    expect(readSpreadsheetText('a\t')).toEqual([['a', '']]);
  });

  it('fill the table from the chosen cell on, with more rows and columns as needed', () => {
    const pasted = withPasted(leads, { row: 1, column: 3 }, [
      ['false', 'x'],
      ['true', 'y'],
    ]);
    expect(pasted.fields.at(-1)).toBe('Field 5');
    expect(pasted.records[1]).toEqual({ Name: 'Basil', Amount: null, Won: false, 'Field 5': 'x' });
    expect(pasted.records[2]).toEqual({ Won: true, 'Field 5': 'y' });
  });

  it('go to the fields that their first row names', () => {
    const pasted = withPasted(leads, { row: 0, column: 2 }, [
      ['Amount', 'Name'],
      ['7', 'Cedar'],
    ]);
    expect(pasted.records[0]).toEqual({ Name: 'Cedar', Amount: 7, Tags: ['a'] });
    expect(pasted.records).toHaveLength(2);
  });

  it('name the fields of an empty table', () => {
    const pasted = withPasted(toGrid([]), { row: 0, column: 0 }, [
      ['Name', ''],
      ['Ada', '12'],
    ]);
    expect(pasted).toEqual({ fields: ['Name', 'Field 2'], records: [{ Name: 'Ada', 'Field 2': 12 }] });
  });
});
