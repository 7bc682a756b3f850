import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCron } from './describe-cron.ts';
import { cronOf, EVEN_MINUTES, type Repetition, repetitionOf } from './repetition.ts';
import { faultOfCron, faultOfTimeZone, readSchedule } from './schedule.ts';

const hour = fc.integer({ min: 0, max: 23 });
const minute = fc.integer({ min: 0, max: 59 });
const repetitions: fc.Arbitrary<Repetition> = fc.oneof(
  fc.record({ every: fc.constant('minutes' as const), minutes: fc.constantFrom(...EVEN_MINUTES) }),
  fc.record({ every: fc.constant('hour' as const), minute }),
  fc.record({ every: fc.constantFrom('day' as const, 'workday' as const), hour, minute }),
  fc.record({ every: fc.constant('week' as const), weekday: fc.integer({ min: 0, max: 6 }), hour, minute }),
  fc.record({ every: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }), hour, minute }),
);

const DAY = 86_400_000;

/** A minute as the clocks of a zone show it: `clock` in minutes since midnight. */
type Minute = { at: number; day: string; clock: number };

function readMinutes(timeZone: string, begin: number, days: number): Minute[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return Array.from({ length: days * 1_440 }, (_, minute) => {
    const at = begin + minute * 60_000;
    const [day = '', time = ''] = format.format(at).split(', ');
    return { at, day, clock: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
  });
}

/** The first minute of each day at which the clocks show this time, or have just left it out. */
function firstOfEachDay(minutes: readonly Minute[], clock: number): number[] {
  const seen = new Set<string>();
  return minutes.flatMap((minute) => {
    if (minute.clock < clock || seen.has(minute.day)) return [];
    seen.add(minute.day);
    return [minute.at];
  });
}

describe('a schedule', () => {
  it('is the same forwards and backwards, in every zone and at any time', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(repetitions, zones, instants, (repetition, zone, instant) => {
        const schedule = readSchedule(cronOf(repetition), zone);
        const forwards: number[] = [];
        for (let at = instant; forwards.length < 3; ) {
          at = schedule.after(at) ?? 0;
          forwards.push(at);
        }
        expect(forwards).toEqual([...new Set(forwards)].sort((a, b) => a - b));
        expect(schedule.before((forwards.at(-1) ?? 0) + 1, 3)).toEqual(forwards);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['Australia/Lord_Howe', '2026-04-01', 'clocks go back by half an hour'],
    ['Australia/Lord_Howe', '2026-10-01', 'clocks go forward by half an hour'],
    ['Africa/Cairo', '2026-04-21', 'a day begins at one'],
    ['America/Santiago', '2026-04-02', 'an hour before midnight comes twice'],
    ['Africa/Casablanca', '2026-02-12', 'summer time pauses for Ramadan'],
    ['Antarctica/Troll', '2026-03-26', 'clocks go forward by two hours'],
    ['Asia/Pyongyang', '2018-05-02', 'the zone changes its rule by half an hour'],
    ['America/Caracas', '2016-04-28', 'the zone changes its rule by half an hour'],
    ['Europe/Istanbul', '2016-09-05', 'the zone stays in summer time for good'],
  ])('R18 in %s from %s, where %s, comes once each day, right after the gap where there is one', (zone, from) => {
    const begin = Date.parse(from);
    const minutes = readMinutes(zone, begin, 7);
    const [first] = minutes;
    const tomorrow = minutes.find(({ day }) => day !== first?.day)?.at ?? begin;
    for (const clock of [0, 1 * 60, 1 * 60 + 45, 2 * 60, 2 * 60 + 15, 23 * 60, 23 * 60 + 30]) {
      const schedule = readSchedule(`${clock % 60} ${Math.floor(clock / 60)} * * *`, zone);
      const moments: number[] = [];
      for (let at = schedule.after(tomorrow - 1); at !== undefined && at < begin + 7 * DAY; at = schedule.after(at))
        moments.push(at);
      expect(moments).toEqual(firstOfEachDay(minutes, clock).filter((at) => at >= tomorrow));
    }
  });

  it.each([
    ['', 'it needs five parts'],
    ['0 2 * *', 'it needs five parts'],
    ['0 0 2 * * *', 'it needs five parts'],
    ['0 24 * * *', 'the hour can’t be “24”; it takes 0 to 23, or * for any.'],
    ['0 2 * FOO *', 'the month can’t be “FOO”; it takes 1 to 12, or JAN to DEC, or * for any.'],
    ['1-x 2 * * *', 'the minute can’t be “1-x”'],
    ['0 2 * * ?', 'it can’t hold “?”'],
    ['0 0 30 2 *', 'it never comes'],
    ['@fortnightly', '“@fortnightly” isn’t a short form'],
    ['x'.repeat(100_000), 'it needs five parts'],
  ])('refuses %j and says why', (cron, why) => {
    expect(faultOfCron(cron)).toContain(why);
  });

  it.each(['0 2 * * *', '@daily', '0 9 * * MON#1', '15,45 8-18/2 * * 1-5', '0 0 L * *'])('takes %j', (cron) => {
    expect(faultOfCron(cron)).toBeUndefined();
    expect(describeCron(cron)).not.toBe(cron);
  });

  it('knows time zones by their names', () => {
    expect(faultOfTimeZone('Europe/Berlin')).toBeUndefined();
    expect(faultOfTimeZone('Europe/Nowhere')).toBe(
      '“Europe/Nowhere” isn’t a time zone; use a name such as Europe/Berlin.',
    );
  });
});

describe('a repetition', () => {
  it('comes back from its cron expression as it was', () => {
    fc.assert(
      fc.property(repetitions, (repetition) => {
        expect(repetitionOf(cronOf(repetition))).toEqual(repetition);
        expect(faultOfCron(cronOf(repetition))).toBeUndefined();
      }),
    );
  });

  it.each(['0 2 * 1 *', '*/7 * * * *', '0 2 1 * 1', '0 2,14 * * *', '60 2 * * *', '@daily', ''])(
    '%j is none that people name in a few words',
    (cron) => {
      expect(repetitionOf(cron)).toBeUndefined();
    },
  );
});
