import { formatMoment, isoWeekday, readNames } from '../dates/format.ts';
import { DAY, readWall, wallMilliseconds, writeIso } from '../dates/instant.ts';
import { parseMoment } from '../dates/parse.ts';
import { addMonthsToWall, startOfUnit } from '../dates/units.ts';
import { utc } from '../dates/zone.ts';
import { isLocale } from '../text/format-decimal.ts';
import {
  checkedPattern,
  checkedUnit,
  checkedZone,
  keepWithinYears,
  moveWall,
  readMoment,
  wholeNumber,
  zoneOf,
} from './date-arguments.ts';
import { defineFunction, type ExpressionFunction } from './define-function.ts';

const date = { name: 'date', type: 'date' } as const;
const zone = { name: 'zone', type: 'text', optional: true } as const;
const pattern = { name: 'pattern', type: 'text' } as const;
const isBlank = (value: string | number) => typeof value === 'string' && value.trim() === '';

/**
 * Date functions. Dates are ISO 8601 text, a whole day (`2026-07-14`) or an instant in UTC; a zone (`Europe/Berlin`,
 * `+02:00`) says by whose clocks to reckon and is UTC when omitted. Null and blank dates give null.
 */
export const dateFunctions: readonly ExpressionFunction[] = [
  defineFunction({
    name: 'now',
    group: 'dates',
    label: 'Now',
    summary: 'The present instant.',
    parameters: [],
    returns: 'date',
    example: { source: 'now()', result: '2026-07-14T08:30:00.000Z' },
    alsoKnownAs: ['timestamp', 'currentTime'],
    run: (frame) => writeIso({ milliseconds: frame.scope.now(), wholeDay: false }),
  }),
  defineFunction({
    name: 'today',
    group: 'dates',
    label: 'Today',
    summary: 'The present day, by the clocks of a zone.',
    parameters: [zone],
    returns: 'date',
    example: { source: 'today("Europe/Berlin")', result: '2026-07-14' },
    alsoKnownAs: ['currentDate'],
    check: (frame, [name]) => checkedZone(frame, name),
    run: (frame, name) => {
      const wall = zoneOf(frame, name).toWall(frame.scope.now());
      return writeIso({ milliseconds: wallMilliseconds(startOfUnit(wall, 'day')), wholeDay: true });
    },
  }),
  defineFunction({
    name: 'date',
    group: 'dates',
    label: 'Read a date',
    summary:
      'A date in standard form from ISO 8601 text or milliseconds since 1970. A time without offset is of the zone.',
    parameters: [date, zone],
    returns: 'date',
    example: { source: 'date("2026-07-14T10:30:00+02:00")', result: '2026-07-14T08:30:00.000Z' },
    alsoKnownAs: ['toDate', 'datetime'],
    check: (frame, [, name]) => checkedZone(frame, name),
    run: (frame, value, name) => (isBlank(value) ? null : writeIso(readMoment(frame, value, zoneOf(frame, name)))),
  }),
  defineFunction({
    name: 'parseDate',
    group: 'dates',
    label: 'Read a date by a pattern',
    summary:
      'A date from text in any layout: yyyy MM MMM dd HH hh mm ss SSS a EEE XXX, other letters in single quotes. Fails when the text doesn’t fit.',
    parameters: [{ name: 'text', type: 'text' }, pattern, zone],
    returns: 'date',
    example: { source: 'parseDate("14.07.2026", "dd.MM.yyyy")', result: '2026-07-14' },
    check: (frame, [, layout, name]) => {
      checkedPattern(frame, layout);
      checkedZone(frame, name);
    },
    run: (frame, text, layout, name) => {
      if (isBlank(text)) return null;
      frame.spend(60);
      const moment = parseMoment(text.trim(), checkedPattern(frame, layout), zoneOf(frame, name));
      return moment
        ? writeIso(keepWithinYears(frame, moment))
        : frame.fail(
            `“${text.slice(0, 40)}” isn’t a date like “${layout}”`,
            'Change the pattern to the text’s layout.',
          );
    },
  }),
  defineFunction({
    name: 'formatDate',
    group: 'dates',
    label: 'Date as text',
    summary:
      'Writes a date by a pattern: yyyy yy MMMM MMM MM M dd d EEEE EEE HH H hh h mm ss SSS a XXX, other letters in single quotes; names are English unless a locale is given.',
    parameters: [date, pattern, zone, { name: 'locale', type: 'text', optional: true }],
    returns: 'text',
    example: { source: 'formatDate("2026-07-14", "EEE d MMMM yyyy")', result: 'Tue 14 July 2026' },
    alsoKnownAs: ['dateFormat', 'strftime'],
    check: (frame, [, layout, name]) => {
      checkedPattern(frame, layout);
      checkedZone(frame, name);
    },
    run: (frame, value, layout, name, locale = 'en-US') => {
      if (isBlank(value)) return null;
      if (!isLocale(locale)) frame.fail(`“${locale}” isn’t a locale`, 'Use one like "en-US", "de-DE" or "fr-CH".');
      const parts = checkedPattern(frame, layout);
      frame.spend(60);
      // Preparing a locale's names takes about half a millisecond.
      readNames(locale, () => frame.spend(50_000));
      // No field is written longer than this for each of its letters.
      frame.buildText(20 * layout.length);
      const at = zoneOf(frame, name);
      const moment = readMoment(frame, value, at);
      return formatMoment(moment.milliseconds, moment.wholeDay ? utc : at, parts, locale);
    },
  }),
  defineFunction({
    name: 'addDays',
    group: 'dates',
    label: 'Add days',
    summary: 'The date some days later (earlier when negative), at the same time by the zone’s clocks.',
    parameters: [date, { name: 'days', type: 'number' }, zone],
    returns: 'date',
    example: { source: 'addDays("2026-02-27", 3)', result: '2026-03-02' },
    alsoKnownAs: ['dateAdd', 'plusDays'],
    check: (frame, [, , name]) => checkedZone(frame, name),
    run: (frame, value, count, name) => {
      const days = wholeNumber(frame, count, 'days');
      return isBlank(value) ? null : moveWall(frame, value, name, (wall) => ({ ...wall, day: wall.day + days }));
    },
  }),
  defineFunction({
    name: 'addMonths',
    group: 'dates',
    label: 'Add months',
    summary: 'The same day some months later (earlier when negative), or the month’s last day where it is shorter.',
    parameters: [date, { name: 'months', type: 'number' }, zone],
    returns: 'date',
    example: { source: 'addMonths("2026-01-31", 1)', result: '2026-02-28' },
    alsoKnownAs: ['plusMonths'],
    check: (frame, [, , name]) => checkedZone(frame, name),
    run: (frame, value, count, name) => {
      const months = wholeNumber(frame, count, 'months');
      return isBlank(value) ? null : moveWall(frame, value, name, (wall) => addMonthsToWall(wall, months));
    },
  }),
  defineFunction({
    name: 'diffDays',
    group: 'dates',
    label: 'Days between',
    summary: 'Whole days (of 24 hours) from the first date to the second, negative when it is earlier.',
    parameters: [
      { name: 'from', type: 'date' },
      { name: 'to', type: 'date' },
    ],
    returns: 'number',
    example: { source: 'diffDays("2026-02-27", "2026-03-02")', result: 3 },
    alsoKnownAs: ['dateDiff', 'daysBetween'],
    run: (frame, from, to) => {
      if (isBlank(from) || isBlank(to)) return null;
      const distance = readMoment(frame, to, utc).milliseconds - readMoment(frame, from, utc).milliseconds;
      return Math.trunc(distance / DAY) + 0;
    },
  }),
  defineFunction({
    name: 'startOf',
    group: 'dates',
    label: 'Start of the month, week …',
    summary: 'The beginning of the year, quarter, month, week (Monday), day, hour or minute that a date lies in.',
    parameters: [date, { name: 'unit', type: 'text' }, zone],
    returns: 'date',
    example: { source: 'startOf("2026-07-14", "month")', result: '2026-07-01' },
    alsoKnownAs: ['truncDate', 'dateTrunc'],
    check: (frame, [, unit, name]) => {
      checkedUnit(frame, unit);
      checkedZone(frame, name);
    },
    run: (frame, value, name, place) => {
      const unit = checkedUnit(frame, name);
      const withinHour = unit === 'hour' || unit === 'minute';
      return isBlank(value) ? null : moveWall(frame, value, place, (wall) => startOfUnit(wall, unit), withinHour);
    },
  }),
  defineFunction({
    name: 'weekday',
    group: 'dates',
    label: 'Day of the week',
    summary: 'The day of the week as a number: 1 is Monday, 7 is Sunday.',
    parameters: [date, zone],
    returns: 'number',
    example: { source: 'weekday("2026-07-14")', result: 2 },
    alsoKnownAs: ['dayOfWeek'],
    check: (frame, [, name]) => checkedZone(frame, name),
    run: (frame, value, name) => {
      if (isBlank(value)) return null;
      const at = zoneOf(frame, name);
      const moment = readMoment(frame, value, at);
      return isoWeekday(moment.wholeDay ? readWall(moment.milliseconds) : at.toWall(moment.milliseconds));
    },
  }),
];
