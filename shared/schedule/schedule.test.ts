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
