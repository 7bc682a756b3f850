import type { Json } from '../../../shared/json/json.ts';

/** What a number format shows of a number: the parts of a date and time, or neither. */
export type NumberKind = { date: boolean; time: boolean };

const neither: NumberKind = { date: false, time: false };
const dateOnly: NumberKind = { date: true, time: false };
const timeOnly: NumberKind = { date: false, time: true };
const both: NumberKind = { date: true, time: true };

/** ECMA-376 part 1, 18.8.30: the formats that have no code; 27 to 36 and 50 to 58 are dates of East Asian languages. */
export function builtInKind(id: number): NumberKind {
  if (id >= 14 && id <= 17) return dateOnly;
  if ((id >= 18 && id <= 21) || id === 45 || id === 47) return timeOnly;
  if (id === 22) return both;
  if (id === 32 || id === 33) return timeOnly;
  return (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? dateOnly : neither;
}

/** What a format code shows. Elapsed time such as `[h]:mm` is a number of days, not a moment. */
export function kindOfCode(code: string): NumberKind {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0] ?? '';
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return neither;
  const letters = bare.replace(/\[[^\]]*\]/g, '').toLowerCase();
  if (/general|[0#?]/.test(letters.replace(/[hs]+[.:,]?0+/g, 's'))) return neither;
  const time = /[hs]|am\/pm|a\/p/.test(letters);
  // m is minutes next to hours or seconds, else months.
  const date = /[yd]/.test(letters) || (!time && /m/.test(letters));
  return date ? (time ? both : dateOnly) : time ? timeOnly : neither;
}

const dayLength = 86_400_000;
/** Day 0 of the calendar that counts from 1900, as it is past its day 60, a 29 February 1900 that never was. */
const zero1900 = Date.UTC(1899, 11, 30);
/** Days by which the calendar that counts from 1904 is behind (ECMA-376 part 1, 18.17.4.1). */
const days1904 = 1462;
/** The day after 9999-12-31. */
const lastDay = 2_958_466;

/** A number of days as ISO 8601 without a zone, since a workbook knows none; the number itself where it is no date. */
export function readSerial(serial: number, kind: NumberKind, from1904: boolean): Json {
  if (!kind.date && !kind.time) return serial;
  const days = serial + (from1904 ? days1904 : 0);
  if (!(serial >= 0 && days < lastDay)) return serial;
  const onlyTime = !kind.date && serial < 1;
  // Day 60 doesn't exist, and the days before it count one less.
  if (!from1904 && Math.floor(days) === 60) return serial;
  const shift = !from1904 && days < 60 ? 1 : 0;
  const iso = new Date(zero1900 + Math.round((days + shift) * dayLength)).toISOString();
  const time = iso.endsWith('.000Z') ? iso.slice(11, 19) : iso.slice(11, 23);
  if (onlyTime) return time;
  return !kind.time && time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)}T${time}`;
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
/** The first date that both calendars of Excel and everybody else's agree on. */
const firstDate = '1900-03-01';

/** A text that is a date and nothing else (`2026-11-22`) as that day in UTC; undefined for every other text. */
export function parseIsoDate(text: string): Date | undefined {
  if (text.length !== 10 || !isoDate.test(text) || text < firstDate) return undefined;
  const date = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? undefined : date;
}
