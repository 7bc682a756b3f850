import type { Json } from '../../json/json.ts';
import { isWithinYears, type Moment, readIso, type WallTime, wallMilliseconds, writeIso } from '../dates/instant.ts';
import { type DatePattern, PATTERN_FIELDS, readDatePattern } from '../dates/pattern.ts';
import { type DateUnit, dateUnits } from '../dates/units.ts';
import { findZone, utc, type Zone } from '../dates/zone.ts';
import type { EvaluationFrame } from '../frame.ts';
import { suggestSentence } from '../suggest-names.ts';

const LONGEST_PATTERN = 200;
/** More than the years there are, in days. */
const LARGEST_STEP = 4_000_000;

/** A moment from ISO 8601 text or milliseconds; fails the function for anything else. */
export function readMoment(frame: EvaluationFrame, value: string | number, zone: Zone): Moment {
  frame.spend(20);
  const moment =
    typeof value === 'number'
      ? { milliseconds: Math.trunc(value), wholeDay: false }
      : readIso(value, (wall) => zone.toInstant(wall));
  if (moment) return keepWithinYears(frame, moment);
  return frame.fail(
    `“${String(value).slice(0, 40)}” isn’t a date`,
    'Dates look like 2026-07-14 or 2026-07-14T08:30:00Z. Read others with parseDate(text, "dd.MM.yyyy").',
  );
}

/** The same moment; fails the function when its year hasn't four digits. */
export function keepWithinYears(frame: EvaluationFrame, moment: Moment): Moment {
  if (isWithinYears(moment.milliseconds)) return moment;
  return frame.fail('the date is outside the years 1 to 9999', 'Check the value and what is added to it.');
}

/**
 * Changes a date on its wall and gives it back in ISO form: a whole day stays one, an instant moves by the zone. Where its
 * clocks show a wall time twice it is the first, but `withinHour` stays in the hour in which the instant lies.
 */
export function moveWall(
  frame: EvaluationFrame,
  value: string | number,
  zoneName: string | undefined,
  change: (wall: WallTime) => WallTime,
  withinHour = false,
): string {
  const zone = zoneOf(frame, zoneName);
  const { milliseconds, wholeDay } = readMoment(frame, value, zone);
  const clock = wholeDay ? utc : zone;
  const wall = clock.toWall(milliseconds);
  const target = change(wall);
  const asIfUtc = wallMilliseconds(target);
  const distance = asIfUtc - wallMilliseconds(wall);
  const kept = milliseconds + distance;
  const staysThere = distance === 0 || (withinHour && wallMilliseconds(clock.toWall(kept)) === asIfUtc);
  const moved = staysThere ? kept : clock.toInstant(target);
  return writeIso(keepWithinYears(frame, { milliseconds: moved, wholeDay }));
}

/** A count of days or months; fails the function when it isn't whole. */
export function wholeNumber(frame: EvaluationFrame, count: number, unit: string): number {
  if (!Number.isInteger(count)) frame.fail(`${count} isn’t a whole number of ${unit}`, 'Round it first: round(…).');
  if (Math.abs(count) > LARGEST_STEP) frame.fail(`${count} ${unit} lead out of the calendar`, 'Use a smaller number.');
  return count;
}

/** The zone of a name, UTC when omitted; fails the function when there is none. */
export function zoneOf(frame: EvaluationFrame, name: string | undefined): Zone {
  if (name === undefined) return utc;
  // Reading a named zone's clocks takes microseconds.
  frame.spend(2_000);
  const zone = findZone(name, () => frame.spend(10_000));
  return zone ?? frame.fail(`“${name}” isn’t a time zone`, 'Use a name like "Europe/Berlin", "+02:00" or "UTC".');
}

/** Checks a zone that may be known when the expression is compiled. */
export function checkedZone(frame: EvaluationFrame, name: Json | undefined): void {
  if (typeof name === 'string') zoneOf(frame, name);
}

/** A date pattern in parts; fails the function for letters that mean nothing. Nothing to check gives no parts. */
export function checkedPattern(frame: EvaluationFrame, pattern: Json | undefined): DatePattern {
  if (typeof pattern !== 'string') return { parts: [], unknown: undefined };
  if (pattern.length > LONGEST_PATTERN) frame.fail('the pattern is too long', `Use at most ${LONGEST_PATTERN} signs.`);
  const read = readDatePattern(pattern);
  if (read.unknown === undefined) return read;
  return frame.fail(
    `“${read.unknown}” means nothing in a date pattern`,
    suggestPattern(read.unknown) ?? "Put letters that stand for themselves in single quotes: 'Q'.",
  );
}

/** A unit of time; fails the function for another word. Nothing to check gives `day`. */
export function checkedUnit(frame: EvaluationFrame, unit: Json | undefined): DateUnit {
  if (typeof unit !== 'string') return 'day';
  const known = dateUnits.find((name) => name === unit.toLowerCase());
  if (known) return known;
  return frame.fail(
    `“${unit.slice(0, 40)}” isn’t a unit of time`,
    suggestSentence(unit, dateUnits, `Use one of ${dateUnits.join(', ')}.`),
  );
}

/** People write YYYY, DD or tt for what is yyyy, dd or a. */
function suggestPattern(unknown: string): string | undefined {
  const meant = PATTERN_FIELDS.find((field) => field.toLowerCase() === unknown.toLowerCase());
  return meant ? `Did you mean “${meant}”?` : undefined;
}
