import { describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json/json.ts';
import { kindOfColumn, kindOfValue, textOfValue, type ValueKind } from './value-kind.ts';

describe('values', () => {
  it.each<[Json, ValueKind, string]>([
    ['Ada', 'text', 'Ada'],
    ['', 'text', '(empty)'],
    [null, 'none', '(no value)'],
    [12.5, 'number', '12.5'],
    [false, 'boolean', 'false'],
    ['2026-11-22', 'date', '2026-11-22'],
    ['2026-11-22T02:00:00.000+0000', 'date', '2026-11-22T02:00:00.000+0000'],
    ['ada@example.org', 'email', 'ada@example.org'],
    ['https://example.org', 'link', 'https://example.org'],
    [[1, 2, 3], 'list', 'list · 3'],
    [{ a: 1 }, 'object', '{"a":1}'],
  ])('%j is a %s, shown as “%s”', (value, kind, text) => {
    expect(kindOfValue(value)).toBe(kind);
    expect(textOfValue(value)).toBe(text);
  });

  it('give a column their kind when they agree, whatever is empty among them', () => {
    expect(kindOfColumn([null, 1, undefined, '', 2])).toBe('number');
    expect(kindOfColumn([1, 'two'])).toBe('text');
    expect(kindOfColumn([null])).toBe('text');
  });
});
