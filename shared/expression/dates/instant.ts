/** Milliseconds of a day without a change of clocks. */
export const DAY = 86_400_000;

/**
 * A point in time as expressions see it: a whole day (`2026-07-14`, of no zone; `milliseconds` is its midnight in UTC)
 * or an instant, in milliseconds since 1970.
 */
export type Moment = { readonly milliseconds: number; readonly wholeDay: boolean };

/** The parts of a date on the wall: `month` from 1. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
};

const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;
/** What ISO 8601's four-digit years can say. */
const EARLIEST = wallMilliseconds({ ...midnight(1, 1, 1) });
const LATEST = wallMilliseconds({ ...midnight(10_000, 1, 1) }) - 1;

/**
 * Reads ISO 8601: a day, or a day and a time with or without an offset (`+02:00`, `+0200`, `Z`). `toInstant` gives the
 * instant of a wall time that has no offset. Undefined for anything else and for days that don't exist.
 */
export function readIso(text: string, toInstant: (wall: WallTime) => number): Moment | undefined {
  const match = text.length <= 40 ? ISO_8601.exec(text.trim()) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '0', offset] = match;
  const wall: WallTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second),
    millisecond: Math.trunc(Number(`0.${fraction}`) * 1000),
  };
  if (!isRealWallTime(wall)) return undefined;
  if (hour === undefined) return { milliseconds: wallMilliseconds(wall), wholeDay: true };
  const milliseconds = offset === undefined ? toInstant(wall) : wallMilliseconds(wall) - readOffset(offset);
  return { milliseconds, wholeDay: false };
}

/** ISO 8601 of a moment: `2026-07-14` for a whole day, else `2026-07-14T08:30:00.000Z`. */
export function writeIso(moment: Moment): string {
  const text = new Date(moment.milliseconds).toISOString();
  return moment.wholeDay ? text.slice(0, 10) : text;
}

/** True while the moment has a four-digit year. */
export function isWithinYears(milliseconds: number): boolean {
  return milliseconds >= EARLIEST && milliseconds <= LATEST;
}

/** Milliseconds of an offset such as `+02:00`, `-0330`, `Z`. */
export function readOffset(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const sign = offset[0] === '-' ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)) * 60_000;
}

/** The milliseconds since 1970 at which a clock in UTC shows this wall time; parts past their range carry over. */
export function wallMilliseconds(wall: WallTime): number {
  // Date.UTC reads years below 100 as 19xx, setUTCFullYear doesn't.
  const date = new Date(0);
  date.setUTCFullYear(wall.year, wall.month - 1, wall.day);
  return date.setUTCHours(wall.hour, wall.minute, wall.second, wall.millisecond);
}

/** What a clock in UTC shows. */
export function readWall(milliseconds: number): WallTime {
  const date = new Date(milliseconds);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

/** Midnight of a day. */
export function midnight(year: number, month: number, day: number): WallTime {
  return { year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0 };
}

/** The days of a month in the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  return readWall(wallMilliseconds(midnight(year, month + 1, 0))).day;
}

/** True for a day and time that exist on the calendar and the clock. */
export function isRealWallTime(wall: WallTime): boolean {
  return (
    wall.year >= 1 &&
    wall.month >= 1 &&
    wall.month <= 12 &&
    wall.day >= 1 &&
    wall.day <= daysInMonth(wall.year, wall.month) &&
    wall.hour <= 23 &&
    wall.minute <= 59 &&
    wall.second <= 59
  );
}
