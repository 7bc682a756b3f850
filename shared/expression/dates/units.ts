import { isoWeekday } from './format.ts';
import { daysInMonth, midnight, type WallTime } from './instant.ts';

/** The units that `startOf` knows. Weeks begin on Monday (ISO 8601). */
export const dateUnits = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute'] as const;
export type DateUnit = (typeof dateUnits)[number];

/** The first moment of the unit that a wall time lies in. */
export function startOfUnit(wall: WallTime, unit: DateUnit): WallTime {
  const { year, month, day } = wall;
  switch (unit) {
    case 'year':
      return midnight(year, 1, 1);
    case 'quarter':
      return midnight(year, month - ((month - 1) % 3), 1);
    case 'month':
      return midnight(year, month, 1);
    case 'week':
      return midnight(year, month, day - isoWeekday(wall) + 1);
    case 'day':
      return midnight(year, month, day);
    case 'hour':
      return { ...wall, minute: 0, second: 0, millisecond: 0 };
    case 'minute':
      return { ...wall, second: 0, millisecond: 0 };
  }
}

/** The same day some months on; the last day of the month where it has no such day. */
export function addMonthsToWall(wall: WallTime, months: number): WallTime {
  const index = wall.year * 12 + (wall.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return { ...wall, year, month, day: Math.min(wall.day, daysInMonth(year, month)) };
}
