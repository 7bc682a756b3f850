import type { Json } from '../../shared/json/json.ts';

/** The type of a value as people know it; texts that read as dates or addresses are told apart. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'date' | 'email' | 'link' | 'list' | 'object' | 'none';

const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What kind of value this is, judged by its look. */
export function kindOfValue(value: Json | undefined): ValueKind {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'object') return 'object';
  if (isoDate.test(value)) return 'date';
  if (email.test(value)) return 'email';
  if (/^https?:\/\/\S+$/.test(value)) return 'link';
  return 'text';
}

/** The kind of a column: that of all its values which are there, or `text` when they differ. */
export function kindOfColumn(values: Iterable<Json | undefined>): ValueKind {
  let found: ValueKind | undefined;
  for (const value of values) {
    if (value === '') continue;
    const kind = kindOfValue(value);
    if (kind === 'none') continue;
    if (found !== undefined && found !== kind) return 'text';
    found = kind;
  }
  return found ?? 'text';
}

/** A value as one line of text: “(no value)” for null or absent, “(empty)” for empty text, “list · 3” for a list. */
export function textOfValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '(no value)';
  if (value === '') return '(empty)';
  if (Array.isArray(value)) return `list · ${value.length}`;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** True for values that are shown as words about them rather than as themselves. */
export function isAbsent(value: Json | undefined): boolean {
  return value === null || value === undefined || value === '';
}
