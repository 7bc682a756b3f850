import { dayMs } from '../dates.ts';

/** What a date function makes of a moment: a number, or for DAY_ONLY the day as `YYYY-MM-DD`. */
export type DateFunction = (moment: Date) => number | string;

const quarter = (moment: Date): number => Math.floor(moment.getUTCMonth() / 3) + 1;

function dayInYear(moment: Date): number {
  const start = Date.UTC(moment.getUTCFullYear(), 0, 1);
  return Math.floor((moment.getTime() - start) / dayMs) + 1;
}

/**
 * The date functions by name in lower case. Weeks of a month and year begin with its first day, days of the week with
 * Sunday as 1; the fiscal year is the calendar year. Source: SOQL date functions.
 */
export const dateFunctions: ReadonlyMap<string, DateFunction> = new Map<string, DateFunction>([
  ['calendar_month', (moment) => moment.getUTCMonth() + 1],
  ['calendar_quarter', quarter],
  ['calendar_year', (moment) => moment.getUTCFullYear()],
  ['day_in_month', (moment) => moment.getUTCDate()],
  ['day_in_week', (moment) => moment.getUTCDay() + 1],
  ['day_in_year', dayInYear],
  ['day_only', (moment) => moment.toISOString().slice(0, 10)],
  ['fiscal_month', (moment) => moment.getUTCMonth() + 1],
  ['fiscal_quarter', quarter],
  ['fiscal_year', (moment) => moment.getUTCFullYear()],
  ['hour_in_day', (moment) => moment.getUTCHours()],
  ['week_in_month', (moment) => Math.ceil(moment.getUTCDate() / 7)],
  ['week_in_year', (moment) => Math.ceil(dayInYear(moment) / 7)],
]);

/** The date functions that need a time of day, in lower case. */
export const momentFunctions: ReadonlySet<string> = new Set(['day_only', 'hour_in_day']);

/** The zone when there is one of that name, else UTC: time zones are texts of user records. */
export function knownZone(timeZone: string | null): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timeZone ?? 'UTC' }).resolvedOptions().timeZone;
  } catch {
    // A name no zone has.
    return 'UTC';
  }
}

/**
 * Moves a moment so that its UTC parts show the wall clock of a time zone such as `Europe/Berlin`. The formatter is
 * made once because making one is dear.
 */
export function wallClockOf(timeZone: string | null): (moment: Date) => Date {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: knownZone(timeZone),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (moment) => {
    const parts = Object.fromEntries(formatter.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second, moment.getUTCMilliseconds()));
  };
}
