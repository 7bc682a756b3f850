import { readNames } from './format.ts';
import { isRealWallTime, type Moment, midnight, readOffset, type WallTime, wallMilliseconds } from './instant.ts';
import type { DatePattern, PatternField } from './pattern.ts';
import type { Zone } from './zone.ts';

type Reading = { wall: WallTime; afternoon: boolean | undefined; offset: number | undefined; timed: boolean };

/** Two-digit years up to this one are of this century, those above of the last (POSIX `%y`). */
const LAST_SHORT_YEAR = 68;
const ENGLISH = 'en-US';

/**
 * Reads a text that follows a pattern exactly; undefined when it doesn't, or names a day or time that doesn't exist.
 * Month and weekday names are English, in any case; a weekday is read but not checked. Without a time in the pattern
 * the result is a whole day.
 */
export function parseMoment(text: string, pattern: DatePattern, zone: Zone): Moment | undefined {
  const reading: Reading = { wall: midnight(1970, 1, 1), afternoon: undefined, offset: undefined, timed: false };
  let position = 0;
  for (const part of pattern.parts) {
    const length =
      'literal' in part ? readLiteral(text, position, part.literal) : readField(part.field, text, position, reading);
    if (length === undefined) return undefined;
    position += length;
  }
  const { wall, afternoon, offset } = reading;
  if (afternoon !== undefined) {
    if (wall.hour < 1 || wall.hour > 12) return undefined;
    wall.hour = (wall.hour % 12) + (afternoon ? 12 : 0);
  }
  if (position !== text.length || !isRealWallTime(wall)) return undefined;
  if (!reading.timed) return { milliseconds: wallMilliseconds(wall), wholeDay: true };
  const milliseconds = offset === undefined ? zone.toInstant(wall) : wallMilliseconds(wall) - offset;
  return { milliseconds, wholeDay: false };
}

function readLiteral(text: string, position: number, literal: string): number | undefined {
  return text.startsWith(literal, position) ? literal.length : undefined;
}

/** Reads one field into `reading`; gives the characters read, undefined when the text doesn't fit. */
function readField(field: PatternField, text: string, position: number, reading: Reading): number | undefined {
  const { wall } = reading;
  if ('HhmsSaX'.includes(field[0] ?? '')) reading.timed = true;
  switch (field) {
    case 'MMMM':
    case 'MMM':
      return readName(readNames(ENGLISH)[field], text, position, (index) => {
        wall.month = index + 1;
      });
    case 'EEEE':
    case 'EEE':
      return readName(readNames(ENGLISH)[field], text, position, () => undefined);
    case 'a':
      return readName(['AM', 'PM'], text, position, (index) => {
        reading.afternoon = index === 1;
      });
    case 'XXX': {
      const offset = /^(?:[Zz]|[+-]\d\d(?::?\d\d)?)/.exec(text.slice(position, position + 6))?.[0];
      if (offset !== undefined) reading.offset = readOffset(offset);
      return offset?.length;
    }
    default:
      return readDigits(field, text, position, wall);
  }
}

const PART_BY_LETTER: Record<string, keyof WallTime> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour',
  m: 'minute',
  s: 'second',
  S: 'millisecond',
};

function readDigits(field: PatternField, text: string, position: number, wall: WallTime): number | undefined {
  const most = Math.max(2, field.length);
  const digits = /^\d+/.exec(text.slice(position, position + most))?.[0] ?? '';
  if (digits.length < field.length) return undefined;
  const part = PART_BY_LETTER[field[0] ?? ''];
  if (part) wall[part] = field === 'yy' ? expandYear(Number(digits)) : Number(digits);
  return digits.length;
}

function expandYear(short: number): number {
  return short + (short <= LAST_SHORT_YEAR ? 2000 : 1900);
}

function readName(names: readonly string[], text: string, position: number, found: (index: number) => void) {
  const lower = text.slice(position, position + 12).toLowerCase();
  const index = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
  const name = names[index];
  if (name === undefined) return undefined;
  found(index);
  return name.length;
}
