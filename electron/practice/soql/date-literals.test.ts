import { describe, expect, it } from 'vitest';
import { readDateLiteral } from './date-literals.ts';

const wednesday = new Date('2026-08-19T15:30:00Z');

function days(literal: string): string | null {
  const span = readDateLiteral(literal, wednesday);
  return span && `${span.from.toISOString().slice(0, 10)} to ${span.until.toISOString().slice(0, 10)}`;
}

describe('date literals', () => {
  it.each([
    ['TODAY', '2026-08-19 to 2026-08-20'],
    ['yesterday', '2026-08-18 to 2026-08-19'],
    ['THIS_WEEK', '2026-08-16 to 2026-08-23'],
    ['LAST_MONTH', '2026-07-01 to 2026-08-01'],
    ['NEXT_QUARTER', '2026-10-01 to 2027-01-01'],
    ['THIS_FISCAL_YEAR', '2026-01-01 to 2027-01-01'],
    ['LAST_N_DAYS:7', '2026-08-12 to 2026-08-20'],
    ['NEXT_N_DAYS:2', '2026-08-20 to 2026-08-22'],
    ['LAST_N_MONTHS:2', '2026-06-01 to 2026-08-01'],
    ['NEXT_N_YEARS:1', '2027-01-01 to 2028-01-01'],
    ['N_DAYS_AGO:3', '2026-08-16 to 2026-08-17'],
    ['N_FISCAL_QUARTERS_AGO:1', '2026-04-01 to 2026-07-01'],
  ])('%s is %s, until excluded', (literal, expected) => {
    expect(days(literal)).toBe(expected);
  });

  it('are not found under another name', () => {
    expect(days('SOMEDAY')).toBeNull();
    expect(days('LAST_N_DAYS:99999999999999')).toBeNull();
  });
});
