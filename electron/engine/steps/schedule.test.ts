import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../../shared/schedule/schedule.ts';
import type { Fired, Firing, Gap, TriggerContext } from '../../ports/trigger.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.fixture.ts';
import { type MissedPolicy, watchSchedule } from './schedule-watch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A schedule that is watched on a virtual clock, and what came of it. */
function watch(cron: string, timeZone: string, from: string, policy: MissedPolicy = 'run-once') {
  const virtual: VirtualClock = virtualClock(() => Promise.resolve(), Date.parse(from));
  const stopping = new AbortController();
  const fired: { dueAt: string; missed: string; at: number }[] = [];
  const gaps: Gap[] = [];
  const done = new Set<number>();
  let offset = 0;
  const clock = { ...virtual, now: () => virtual.now() + offset };
  const fire = async ({ dueAt = 0, missed }: Firing): Promise<Fired> => {
    if (done.has(dueAt)) return { status: 'repeated' };
    done.add(dueAt);
    fired.push({ dueAt: new Date(dueAt).toISOString(), missed: missed ?? '', at: clock.now() });
    return { status: 'skipped' };
  };
  const context: TriggerContext = {
    flowId: 'flow',
    step: { id: 'start', type: 'schedule', name: 'Schedule' },
    settings: {},
    position: undefined,
    activeSince: clock.now(),
    absence: 'closed',
    clock,
    services: {},
    signal: stopping.signal,
    fire,
    moveTo: () => undefined,
    miss: (gap) => void gaps.push(gap),
  };
  const watching = watchSchedule(context, {
    schedule: readSchedule(cron, timeZone),
    policy,
    recordOf: () => ({}),
  });
  return {
    fired,
    gaps,
    dueAt: () => fired.map(({ dueAt }) => dueAt),
    pass: (milliseconds: number) => virtual.settle(virtual.sleep(milliseconds)),
    setClock: (milliseconds: number) => {
      offset += milliseconds;
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/** What a clock on the wall of the zone shows, as `2026-03-29 02:30`. */
function wallTime(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(instant);
}

/** Each zone with a day before its clocks go forward, one before they go back, and an hour that both touch. */
const zones: [zone: string, forward: string, back: string, hour: number][] = [
  ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', 2],
  ['America/New_York', '2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z', 1],
  ['Australia/Lord_Howe', '2026-10-03T00:00:00Z', '2026-04-04T00:00:00Z', 2],
  ['America/Santiago', '2026-09-05T12:00:00Z', '2026-04-04T12:00:00Z', 23],
];

describe.each(zones)('a schedule in %s', (zone, forward, back, hour) => {
  it.each([
    ['forward', forward],
    ['back', back],
  ])('R18 starts once a day at a set time while the clocks go %s', async (_, from) => {
    const schedule = watch(`30 ${hour} * * *`, zone, from);
    await schedule.pass(3 * DAY);
    await schedule.stop();
    const days = schedule.fired.map(({ at }) => wallTime(at, zone).slice(0, 10));
    expect(new Set(days).size).toBe(days.length);
    expect(days).toHaveLength(3);
    expect(schedule.gaps).toEqual([]);
  });

  it.each([
    ['forward', forward],
    ['back', back],
  ])('R18 starts in every real half hour while the clocks go %s', async (_, from) => {
    const schedule = watch('*/30 * * * *', zone, from);
    await schedule.pass(2 * DAY + MINUTE);
    await schedule.stop();
    const moments = schedule.dueAt().map((text) => Date.parse(text));
    const distances = new Set(moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0)));
    expect([...distances]).toEqual([30 * MINUTE]);
    expect(moments).toHaveLength(96);
  });
});

describe('a schedule', () => {
  it('R18 starts within a second of the moment', async () => {
    const schedule = watch('* * * * *', 'UTC', '2026-11-22T10:00:17.300Z');
    await schedule.pass(HOUR);
    await schedule.stop();
    const late = schedule.fired.map(({ dueAt, at }) => at - Date.parse(dueAt));
    expect(Math.max(...late)).toBeLessThan(1_000);
    expect(late).toHaveLength(60);
  });

  it('R18 starts no moment twice when the clock is set back, by an hour or by a week', async () => {
    const schedule = watch('0 * * * *', 'UTC', '2026-11-22T10:30:00Z');
    await schedule.pass(2 * HOUR);
    schedule.setClock(-HOUR);
    await schedule.pass(2 * HOUR);
    schedule.setClock(-7 * DAY);
    await schedule.pass(HOUR);
    expect(schedule.dueAt()).toEqual([
      '2026-11-22T11:00:00.000Z',
      '2026-11-22T12:00:00.000Z',
      '2026-11-22T13:00:00.000Z',
      '2026-11-15T14:00:00.000Z',
    ]);
    await schedule.pass(7 * DAY);
    await schedule.stop();
    expect(new Set(schedule.dueAt()).size).toBe(schedule.fired.length);
  });

  it('R18 a computer that slept for 8 hours catches up with one run, and then goes on', async () => {
    const schedule = watch('0 * * * *', 'UTC', '2026-11-22T10:30:00Z');
    await schedule.pass(HOUR);
    schedule.setClock(8 * HOUR);
    await schedule.pass(HOUR);
    await schedule.stop();
    expect(schedule.fired.map(({ dueAt, missed }) => [dueAt, missed])).toEqual([
      ['2026-11-22T11:00:00.000Z', ''],
      ['2026-11-22T19:00:00.000Z', 'asleep'],
      ['2026-11-22T20:00:00.000Z', ''],
    ]);
    expect(schedule.gaps).toMatchObject([{ reason: 'asleep', state: 'skipped' }]);
    expect(schedule.gaps[0]?.dueAt).toHaveLength(7);
  });

  it('R18 set to run each, starts every moment that the sleep left out, in their order', async () => {
    const schedule = watch('0 * * * *', 'UTC', '2026-11-22T10:30:00Z', 'run-all');
    schedule.setClock(4 * HOUR);
    await schedule.pass(MINUTE);
    await schedule.stop();
    expect(schedule.dueAt().map((text) => text.slice(11, 13))).toEqual(['11', '12', '13', '14']);
    expect(schedule.gaps).toEqual([]);
  });

  it('R18 set to skip, starts none of them, lists them and goes on', async () => {
    const schedule = watch('0 * * * *', 'UTC', '2026-11-22T10:30:00Z', 'skip');
    schedule.setClock(4 * HOUR);
    await schedule.pass(HOUR);
    await schedule.stop();
    expect(schedule.dueAt()).toEqual(['2026-11-22T15:00:00.000Z']);
    expect(schedule.gaps).toMatchObject([{ state: 'skipped', position: Date.parse('2026-11-22T14:00:00Z') }]);
    expect(schedule.gaps[0]?.dueAt).toHaveLength(4);
  });

  it('R19 catches up for nothing older than 24 hours, and leaves it to somebody', async () => {
    const schedule = watch('0 0 1 * *', 'UTC', '2026-10-22T10:30:00Z');
    schedule.setClock(20 * DAY);
    await schedule.pass(MINUTE);
    await schedule.stop();
    expect(schedule.fired).toEqual([]);
    expect(schedule.gaps).toMatchObject([{ state: 'open', dueAt: [Date.parse('2026-11-01T00:00:00Z')] }]);
  });

  it('R19 lists the newest 1,000 of an absence of months, and says that there were more', async () => {
    const schedule = watch('*/10 * * * *', 'UTC', '2026-06-22T10:30:00Z');
    schedule.setClock(90 * DAY);
    await schedule.pass(MINUTE);
    // It computes a few at a time, so that it never holds up the host.
    for (let turns = 0; turns < 10; turns += 1) await schedule.pass(1);
    await schedule.stop();
    expect(schedule.gaps).toMatchObject([{ more: true, state: 'skipped' }]);
    expect(schedule.gaps[0]?.dueAt).toHaveLength(999);
    // The newest one came just now; the one before it catches up.
    expect(schedule.fired.map(({ missed }) => missed)).toEqual(['asleep', '']);
  });
});
