import { type BoundedMemo, boundedMemo } from '../bounded-memo.ts';
import { midnight, type WallTime, wallMilliseconds } from './instant.ts';
import type { DatePattern, PatternField } from './pattern.ts';
import type { Zone } from './zone.ts';

type NameKind = 'MMMM' | 'MMM' | 'EEEE' | 'EEE';
type Names = Record<NameKind, readonly string[]>;

/** Names of months (January first) and weekdays (Monday first) in a locale, from the platform. */
export const readNames: BoundedMemo<Names> = boundedMemo(20, (locale) => {
  const list = (count: number, options: Intl.DateTimeFormatOptions, day: (index: number) => WallTime) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', calendar: 'gregory' });
    return Array.from({ length: count }, (_, index) => format.format(wallMilliseconds(day(index))));
  };
  const month = (index: number) => midnight(2024, index + 1, 1);
  // 1 January 2024 is a Monday.
  const weekday = (index: number) => midnight(2024, 1, index + 1);
  return {
    MMMM: list(12, { month: 'long' }, month),
    MMM: list(12, { month: 'short' }, month),
    EEEE: list(7, { weekday: 'long' }, weekday),
    EEE: list(7, { weekday: 'short' }, weekday),
  };
});

/** The day of the week of a wall time: 1 for Monday to 7 for Sunday (ISO 8601). */
export function isoWeekday(wall: WallTime): number {
  return new Date(wallMilliseconds(wall)).getUTCDay() || 7;
}

/** An instant written by a pattern, as the zone's clocks and the locale's names show it. */
export function formatMoment(milliseconds: number, zone: Zone, pattern: DatePattern, locale: string): string {
  const wall = zone.toWall(milliseconds);
  let text = '';
  for (const part of pattern.parts) {
    if ('literal' in part) text += part.literal;
    else text += formatField(part.field, wall, milliseconds, locale);
  }
  return text;
}

function formatField(field: PatternField, wall: WallTime, milliseconds: number, locale: string): string {
  switch (field) {
    case 'yyyy':
      return pad(wall.year, 4);
    case 'yy':
      return pad(wall.year % 100, 2);
    case 'MMMM':
    case 'MMM':
      return readNames(locale)[field][wall.month - 1] ?? '';
    case 'EEEE':
    case 'EEE':
      return readNames(locale)[field][isoWeekday(wall) - 1] ?? '';
    case 'MM':
    case 'M':
      return pad(wall.month, field.length);
    case 'dd':
    case 'd':
      return pad(wall.day, field.length);
    case 'HH':
    case 'H':
      return pad(wall.hour, field.length);
    case 'hh':
    case 'h':
      return pad(wall.hour % 12 || 12, field.length);
    case 'mm':
    case 'm':
      return pad(wall.minute, field.length);
    case 'ss':
    case 's':
      return pad(wall.second, field.length);
    case 'SSS':
      return pad(wall.millisecond, 3);
    case 'a':
      return wall.hour < 12 ? 'AM' : 'PM';
    case 'XXX':
      return formatOffset(Math.round((wallMilliseconds(wall) - milliseconds) / 60_000));
  }
}

function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
