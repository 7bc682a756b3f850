import { type BoundedMemo, boundedMemo } from '../bounded-memo.ts';

/** The letters that a date pattern knows, longest first where one begins another (Unicode TR 35's meanings). */
export const PATTERN_FIELDS = [
  'yyyy',
  'yy',
  'MMMM',
  'MMM',
  'MM',
  'M',
  'dd',
  'd',
  'EEEE',
  'EEE',
  'HH',
  'H',
  'hh',
  'h',
  'mm',
  'm',
  'ss',
  's',
  'SSS',
  'a',
  'XXX',
] as const;

/** One letter group of a pattern. */
export type PatternField = (typeof PATTERN_FIELDS)[number];

/** A part of a pattern: a field, or text that stands for itself. */
export type PatternPart = { readonly field: PatternField } | { readonly literal: string };

/** A pattern cut into parts, or the letters in it that mean nothing. */
export type DatePattern = { readonly parts: readonly PatternPart[]; readonly unknown: string | undefined };

/**
 * Reads a pattern such as `dd.MM.yyyy HH:mm` or `yyyy-MM-dd'T'HH:mm`. Letters are fields, text in single quotes and
 * other signs stand for themselves, two single quotes are one.
 */
export const readDatePattern: BoundedMemo<DatePattern> = boundedMemo(100, (pattern) => {
  const parts: PatternPart[] = [];
  let unknown: string | undefined;
  let position = 0;
  while (position < pattern.length) {
    const rest = pattern.slice(position);
    const run = letterRun(rest);
    if (run > 0) {
      const field = PATTERN_FIELDS.find((candidate) => candidate === rest.slice(0, run));
      if (field) parts.push({ field });
      else unknown ??= rest.slice(0, run);
      position += run;
    } else if (rest[0] === "'") {
      const quoted = /^'((?:[^']|'')*)'?/.exec(rest);
      const text = quoted?.[1] ?? '';
      parts.push({ literal: text === '' ? "'" : text.replaceAll("''", "'") });
      position += quoted?.[0].length ?? 1;
    } else {
      parts.push({ literal: rest[0] ?? '' });
      position++;
    }
  }
  return { parts, unknown };
});

/** How many times the letter at the beginning is repeated; 0 when it begins with none. */
function letterRun(text: string): number {
  if (!/^[A-Za-z]/.test(text)) return 0;
  let run = 1;
  while (text[run] === text[0]) run++;
  return run;
}
