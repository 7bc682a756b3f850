import { dayMs } from '../dates.ts';

/** A span of days in UTC: from the start of `from` up to, not including, `until`. */
export interface DateSpan {
  readonly from: Date;
  readonly until: Date;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The start of the unit that lies `steps` units after the one `now` is in. Weeks begin on Sunday (locale en_US). */
function unitStart(unit: Unit, now: Date, steps: number): Date {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const day = now.getUTCDate();
  switch (unit) {
    case 'DAY':
      return new Date(Date.UTC(year, month, day + steps));
    case 'WEEK':
      return new Date(Date.UTC(year, month, day - now.getUTCDay() + 7 * steps));
    case 'MONTH':
      return new Date(Date.UTC(year, month + steps, 1));
    case 'QUARTER':
      return new Date(Date.UTC(year, month - (month % 3) + 3 * steps, 1));
    case 'YEAR':
      return new Date(Date.UTC(year + steps, 0, 1));
  }
}

function span(unit: Unit, now: Date, first: number, afterLast: number): DateSpan {
  return { from: unitStart(unit, now, first), until: unitStart(unit, now, afterLast) };
}

/**
 * Reads a date literal such as `TODAY`, `THIS_QUARTER` or `LAST_N_DAYS:30`; the fiscal year is the calendar year.
 * Returns null for a name it does not know. `LAST_N_DAYS:n` includes today, `LAST_N_MONTHS:n` and the like end with
 * the unit before the present one, as documented.
 */
export function readDateLiteral(literal: string, now: Date): DateSpan | null {
  const [written = '', countText] = literal.toUpperCase().split(':');
  const name = written.replace('FISCAL_', '');
  const count = Number(countText ?? Number.NaN);
  if (name === 'TODAY') return span('DAY', now, 0, 1);
  if (name === 'YESTERDAY') return span('DAY', now, -1, 0);
  if (name === 'TOMORROW') return span('DAY', now, 1, 2);
  if (name === 'LAST_90_DAYS') return { from: unitStart('DAY', now, -90), until: unitStart('DAY', now, 1) };
  if (name === 'NEXT_90_DAYS') return span('DAY', now, 1, 91);
  const fixed = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name);
  if (fixed) {
    const step = fixed[1] === 'LAST' ? -1 : fixed[1] === 'NEXT' ? 1 : 0;
    return span(fixed[2] as Unit, now, step, step + 1);
  }
  if (!Number.isSafeInteger(count) || count < 0 || count * dayMs > 1e14) return null;
  const counted = /^(LAST_N|NEXT_N|N)_(DAY|WEEK|MONTH|QUARTER|YEAR)S(_AGO)?$/.exec(name);
  const unit = counted?.[2] as Unit | undefined;
  if (!counted || !unit) return null;
  if (counted[3]) return counted[1] === 'N' ? span(unit, now, -count, 1 - count) : null;
  if (counted[1] === 'LAST_N') return span(unit, now, -count, unit === 'DAY' ? 1 : 0);
  return counted[1] === 'NEXT_N' ? span(unit, now, 1, count + 1) : null;
}
