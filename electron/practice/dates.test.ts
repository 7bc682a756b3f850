import { describe, expect, it } from 'vitest';
import { formatDateTime, parseDate, parseDateTime } from './dates.ts';

describe('dates', () => {
  it('are written in the form of REST records', () => {
    expect(formatDateTime(new Date(Date.UTC(2026, 10, 22, 10, 20, 30)))).toBe('2026-11-22T10:20:30.000+0000');
  });

  it('are read with any zone and come out in UTC', () => {
    const read = (text: string) => parseDateTime(text)?.toISOString();
    expect(read('2026-11-22T10:20:30.000+0000')).toBe('2026-11-22T10:20:30.000Z');
    expect(read('2026-11-22T10:20:30+02:00')).toBe('2026-11-22T08:20:30.000Z');
    expect(read('2026-11-22T10:20Z')).toBe('2026-11-22T10:20:00.000Z');
  });

  it('are refused when the day does not exist or the form is another', () => {
    expect(parseDate('2026-02-30')).toBeNull();
    expect(parseDate('22.11.2026')).toBeNull();
    expect(parseDateTime('2026-02-30T10:00:00Z')).toBeNull();
    expect(parseDateTime('2026-11-22 10:00')).toBeNull();
    expect(parseDateTime('2026-11-22T25:00:00Z')).toBeNull();
  });
});
