import { describe, expect, it } from 'vitest';
import { formatDuration, formatMoment, formatTimeLeft } from './time.ts';

describe('formatDuration', () => {
  it.each([
    [3, '3 ms'],
    [999.4, '999 ms'],
    [1840, '1.84 s'],
    [59_940, '59.9 s'],
    [125_000, '2 min 5 s'],
    [999.7, '1.00 s'],
    [9996, '10.0 s'],
    [59_996, '1 min 0 s'],
    [119_700, '2 min 0 s'],
    [3_780_000, '1 h 3 min'],
  ])('shows %d ms as “%s”', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatTimeLeft', () => {
  it.each([
    [-5, '0:00'],
    [0, '0:00'],
    [200, '0:01'],
    [59_001, '1:00'],
    [581_000, '9:41'],
    [600_000, '10:00'],
    [3_605_000, '1:00:05'],
  ])('shows %d ms as “%s”', (milliseconds, text) => {
    expect(formatTimeLeft(milliseconds)).toBe(text);
  });
});

describe('formatMoment', () => {
  const now = new Date(2026, 10, 22, 14, 5);

  it('names today and yesterday by the calendar, not by hours', () => {
    expect(formatMoment(new Date(2026, 10, 22, 0, 1).toISOString(), now)).toBe('today 00:01');
    expect(formatMoment(new Date(2026, 10, 21, 23, 59).toISOString(), now)).toBe('yesterday 23:59');
  });

  it('gives day and time within the year, the date alone before it', () => {
    expect(formatMoment(new Date(2026, 10, 12, 2, 0).toISOString(), now)).toBe('Nov 12, 02:00');
    expect(formatMoment(new Date(2025, 10, 12, 2, 0).toISOString(), now)).toBe('Nov 12, 2025');
  });

  it('shows text that is no time as it is', () => {
    expect(formatMoment('soon', now)).toBe('soon');
  });
});
