import { describe, expect, it } from 'vitest';
import { catchError } from '../catch-error.fixture.ts';
import { compileExpression } from '../expression.ts';

describe('syntax errors', () => {
  const table: [source: string, offset: number, length: number, problem: string, fix: string][] = [
    ['', 0, 0, 'empty', 'a field’s name'],
    ['Status = "New"', 7, 1, '“=” isn’t expected', '“==”'],
    ['A & B', 2, 1, '“&” isn’t expected', '“&&”'],
    ['A and B', 2, 3, '“and” isn’t expected', 'Write “&&”'],
    ['Account Name == "x"', 8, 4, '“Name” isn’t expected', 'record["Account Name"]'],
    ['Größe > 1', 2, 1, '“ö” isn’t expected', 'record["Account Name"]'],
    ['“New”', 0, 1, '““” isn’t expected', 'straight quotation marks'],
    ['lower("a', 6, 2, 'isn’t closed', 'quotation mark'],
    ['lower(Email', 11, 0, 'a closing “)” is missing', 'Add a closing “)”'],
    ['(1 + ', 5, 0, 'ends too early', 'last sign'],
    ['record.in', 7, 2, '“in” isn’t expected', '["in"]'],
    ['a ? b', 5, 0, 'a “:” is missing', 'Add a “:”'],
    ['"\\q"', 1, 2, 'isn’t a known escape', 'backslash'],
    ['12345678901234567890', 0, 20, 'too long to be exact', 'as text'],
    ['b"bytes"', 0, 8, 'isn’t used here', 'plain numbers'],
    ['[1].map(a.b, 1)', 8, 3, 'a name for the item', 'Items.map(item'],
    ['[1].map(run, 1)', 8, 3, 'a new name for the item', 'Items.map(item'],
    ['lower()', 0, 7, '“lower” has 0 values', 'lower(text)'],
    ['round(1, 2, 3)', 0, 14, '“round” has 3 values', 'round(number, decimals?)'],
    ['has(Email)', 0, 10, '“has” asks for a field', 'has(record.Email)'],
    ['{"a": 1, "a": 2}', 9, 3, 'stands twice', 'Remove one'],
  ];
  it.each(table)('points at the place in %j and says what to do', (source, offset, length, problem, fix) => {
    const error = catchError(() => compileExpression(source));
    expect(error).toMatchObject({ code: 'EXPRESSION_SYNTAX', data: { offset, length, source } });
    expect(error.message).toContain(problem);
    expect(error.fix).toContain(fix);
  });

  it('counts lines and columns from 1', () => {
    const error = catchError(() => compileExpression('Amount\n  > 3\n  && = 4'));
    expect(error.data).toMatchObject({ line: 3, column: 6, offset: 18 });
  });

  it('suggests the name that was meant for a misspelt function', () => {
    const fix = (source: string) => catchError(() => compileExpression(source)).fix;
    expect(fix('lowr(Email)')).toBe('Did you mean “lower”?');
    expect(fix('StartsWith(Email, "a")')).toBe('Did you mean “startsWith”?');
    expect(fix('toUpperCase(Email)')).toBe('Did you mean “upper”?');
    expect(fix('average([1])')).toBe('Did you mean “avg”?');
    expect(fix('frobnicate(1)')).toBe('Choose one of the helpers listed beside the formula.');
  });

  it('points at the name of an unknown function, called either way', () => {
    const at = (source: string) => catchError(() => compileExpression(source));
    expect(at('1 + lowr(Email)')).toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME', data: { offset: 4, length: 4 } });
    expect(at('lowr.lowr(1)').data).toMatchObject({ offset: 5, length: 4, kind: 'function', name: 'lowr' });
  });

  it('refuses a bare name only where the fields are known', () => {
    const options = { fields: ['Email', 'Amount'], parameters: ['min_amount'] };
    expect(() => compileExpression('Email + min_amount + run.id', options)).not.toThrow();
    expect(() => compileExpression('Emial')).not.toThrow();
    const error = catchError(() => compileExpression('1 + Emial', options));
    expect(error).toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME', fix: 'Did you mean “Email”?', data: { offset: 4 } });
  });

  it('knows what a run has', () => {
    const error = catchError(() => compileExpression('run.startedat'));
    expect(error).toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME', fix: 'Did you mean “startedAt”?' });
  });

  it('finds a wrong pattern, unit or zone before any record comes', () => {
    const codes = [
      'regexMatch(Email, "(")',
      'formatDate(Day, "YYYY")',
      'parseDate(Day, "qq")',
      'startOf(Day, "weak")',
      'addDays(Day, 1, "Mars/Base")',
    ].map((source) => catchError(() => compileExpression(source)).code);
    expect(new Set(codes)).toEqual(new Set(['EXPRESSION_FUNCTION']));
  });
});
