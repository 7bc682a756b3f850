import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { catchError } from '../catch-error.fixture.ts';
import { compileExpression } from '../expression.ts';
import { makeScope } from '../scope.fixture.ts';

const evaluate = (source: string) => compileExpression(source).evaluate(makeScope());

describe('date functions', () => {
  const table: [source: string, result: Json][] = [
    ['date("2026-07-14")', '2026-07-14'],
    ['date("2026-07-14T10:30")', '2026-07-14T10:30:00.000Z'],
    ['date("2026-07-14 10:30:15.5")', '2026-07-14T10:30:15.500Z'],
    ['date("2026-07-14T10:30", "Europe/Berlin")', '2026-07-14T08:30:00.000Z'],
    ['date("2026-07-14T10:30:00.000+0000")', '2026-07-14T10:30:00.000Z'],
    ['date("2026-07-14T10:30:00-03:30")', '2026-07-14T14:00:00.000Z'],
    ['date(0)', '1970-01-01T00:00:00.000Z'],
    ['date(" ")', null],
    ['date("0099-03-01")', '0099-03-01'],
    ['today()', '2026-07-14'],
    ['today("Pacific/Kiritimati")', '2026-07-14'],
    ['today("Pacific/Pago_Pago")', '2026-07-13'],
    ['addDays("2026-03-28", 1)', '2026-03-29'],
    ['addDays("2024-02-28", 1)', '2024-02-29'],
    ['addDays("2026-03-28T12:00:00Z", 1)', '2026-03-29T12:00:00.000Z'],
    // Clocks go forward on 29 March: noon in Berlin stays noon.
    ['addDays("2026-03-28T11:00:00Z", 1, "Europe/Berlin")', '2026-03-29T10:00:00.000Z'],
    // 02:30 doesn't exist that day and counts on to 03:30.
    ['addDays("2026-03-28T01:30:00Z", 1, "Europe/Berlin")', '2026-03-29T01:30:00.000Z'],
    // 02:30 comes twice on 25 October; the earlier is meant.
    ['addDays("2026-10-24T00:30:00Z", 1, "Europe/Berlin")', '2026-10-25T00:30:00.000Z'],
    ['addDays("2026-07-14", -14)', '2026-06-30'],
    ['addMonths("2026-01-31", 1)', '2026-02-28'],
    ['addMonths("2024-01-31", 1)', '2024-02-29'],
    ['addMonths("2026-03-31", -1)', '2026-02-28'],
    ['addMonths("2026-11-30", 15)', '2028-02-29'],
    ['addMonths("2026-01-31T23:30:00Z", 1)', '2026-02-28T23:30:00.000Z'],
    ['addMonths("2026-01-31T23:30:00Z", 1, "Asia/Tokyo")', '2026-02-28T23:30:00.000Z'],
    ['diffDays("2026-01-01", "2027-01-01")', 365],
    ['diffDays("2026-01-02", "2026-01-01")', -1],
    ['diffDays("2026-01-01T12:00:00Z", "2026-01-03T11:59:59Z")', 1],
    ['diffDays("2026-01-01T12:00:00Z", "2026-01-01T11:00:00Z")', 0],
    ['startOf("2026-07-14", "year")', '2026-01-01'],
    ['startOf("2026-08-14", "Quarter")', '2026-07-01'],
    ['startOf("2026-07-12", "week")', '2026-07-06'],
    ['startOf("2026-03-01", "week")', '2026-02-23'],
    ['startOf("2026-07-14T08:31:12Z", "hour")', '2026-07-14T08:00:00.000Z'],
    // Between 00:00 and 02:00 UTC of 25 October the clocks of Berlin show the hour from two to three twice.
    ['startOf("2026-10-25T01:30:20Z", "hour", "Europe/Berlin")', '2026-10-25T01:00:00.000Z'],
    ['startOf("2026-10-25T01:30:20Z", "minute", "Europe/Berlin")', '2026-10-25T01:30:00.000Z'],
    ['startOf("2026-10-25T00:30:20Z", "hour", "Europe/Berlin")', '2026-10-25T00:00:00.000Z'],
    ['addDays("2026-10-25T01:30:00Z", 0, "Europe/Berlin")', '2026-10-25T01:30:00.000Z'],
    ['addMonths("2026-10-25T01:30:00Z", 0, "Europe/Berlin")', '2026-10-25T01:30:00.000Z'],
    // Havana's clocks go back from one to midnight: the day begins at the first of both.
    ['startOf("2026-11-01T05:20:00Z", "day", "America/Havana")', '2026-11-01T04:00:00.000Z'],
    ['startOf("2026-07-14T23:30:00Z", "day", "Europe/Berlin")', '2026-07-14T22:00:00.000Z'],
    ['startOf("2026-07-14T08:31:12Z", "hour", "Asia/Kolkata")', '2026-07-14T08:30:00.000Z'],
    ['weekday("2026-07-12")', 7],
    ['weekday("2026-07-12T23:00:00Z", "+02:00")', 1],
    ['formatDate("2026-07-04T15:05:09.007Z", "d.M.yy H:m:s SSS")', '4.7.26 15:5:9 007'],
    ['formatDate("2026-07-04T15:05:09Z", "hh:mm a XXX", "America/New_York")', '11:05 AM -04:00'],
    ['formatDate("2026-07-04T00:05:09Z", "h a XXX")', '12 AM Z'],
    ['formatDate("2026-07-04", "EEEE, d. MMMM", null, "de-DE")', 'Samstag, 4. Juli'],
    ["formatDate(\"2026-07-04\", \"yyyy-MM-dd'T'HH 'o''clock\")", "2026-07-04T00 o'clock"],
    ['formatDate("2026-07-04", "yyyy-MM-dd", "America/New_York")', '2026-07-04'],
    ['parseDate("14.07.2026", "dd.MM.yyyy")', '2026-07-14'],
    ['parseDate("7/4/26", "M/d/yy")', '2026-07-04'],
    ['parseDate("4 july 1999", "d MMMM yyyy")', '1999-07-04'],
    ['parseDate("Sat, 04 Jul 2026 15:05:09 +0200", "EEE, dd MMM yyyy HH:mm:ss XXX")', '2026-07-04T13:05:09.000Z'],
    ['parseDate("04.07.2026 12:30 am", "dd.MM.yyyy hh:mm a")', '2026-07-04T00:30:00.000Z'],
    ['parseDate("04.07.2026 12:30", "dd.MM.yyyy HH:mm", "Europe/Berlin")', '2026-07-04T10:30:00.000Z'],
    ['parseDate("99", "yy")', '1999-01-01'],
    ['parseDate("  ", "yyyy")', null],
  ];
  it.each(table)('%s is %j', (source, result) => {
    expect(evaluate(source)).toEqual(result);
  });

  const failures: [source: string, problem: string][] = [
    ['date("14.07.2026")', '“14.07.2026” isn’t a date'],
    ['date("2026-02-30")', '“2026-02-30” isn’t a date'],
    ['date("2026-02-01T24:00:00Z")', 'isn’t a date'],
    ['date(1e20)', 'outside the years 1 to 9999'],
    ['addDays("9999-12-31", 1)', 'outside the years 1 to 9999'],
    ['addDays("2026-01-01", 1e9)', 'lead out of the calendar'],
    ['addDays("2026-01-01", 1.5)', 'isn’t a whole number of days'],
    ['addDays(now(), 1, "Mars/Base")', '“Mars/Base” isn’t a time zone'],
    ['startOf(now(), "" + "weeks")', '“weeks” isn’t a unit of time'],
    ['parseDate("31.02.2026", "dd.MM.yyyy")', 'isn’t a date like “dd.MM.yyyy”'],
    ['parseDate("1.2.2026x", "d.M.yyyy")', 'isn’t a date like'],
    ['parseDate("13:00 PM", "hh:mm a")', 'isn’t a date like'],
    ['formatDate(now(), "" + "YYYY")', '“YYYY” means nothing in a date pattern'],
    ['formatDate(now(), "yyyy", "UTC", "not a locale")', 'isn’t a locale'],
  ];
  it.each(failures)('says why %s fails', (source, problem) => {
    const error = catchError(() => evaluate(source));
    expect(error.code).toBe('EXPRESSION_FUNCTION');
    expect(error.message).toContain(problem);
  });

  it('reads back what it writes, in any zone', () => {
    const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', '-09:30');
    const compiled = compileExpression('parseDate(formatDate(at, p, zone), p, zone)');
    fc.assert(
      fc.property(instant, zone, (at, name) => {
        // Offsets of zones before standard time have seconds, which XXX doesn't write; whole minutes round-trip.
        at.setUTCSeconds(0, 0);
        const scope = makeScope({ at: at.toISOString(), zone: name, p: 'yyyy-MM-dd HH:mm XXX' });
        const wanted = at.getUTCFullYear() < 1950 ? undefined : at.toISOString();
        const read = compiled.evaluate(scope);
        if (wanted) expect(read).toBe(wanted);
        else expect(Math.abs(Date.parse(String(read)) - at.getTime())).toBeLessThan(60_000);
      }),
    );
  });

  it('moves by months within the month it should', () => {
    const compiled = compileExpression('addMonths(at, n)');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -500, max: 500 }), (day, months) => {
        const at = new Date(day * 86_400_000);
        const moved = String(compiled.evaluate(makeScope({ at: at.toISOString().slice(0, 10), n: months })));
        const index = at.getUTCFullYear() * 12 + at.getUTCMonth() + months;
        expect(moved.slice(0, 7)).toBe(new Date(Date.UTC(2000, index - 24_000)).toISOString().slice(0, 7));
        expect(Number(moved.slice(8))).toBeLessThanOrEqual(at.getUTCDate());
      }),
    );
  });
});
