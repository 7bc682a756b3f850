import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from './retry-after.ts';

const date = 'Sun, 22 Nov 2026 10:00:00 GMT';

describe('what Retry-After asks for', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    [' 120 ', 120],
    ['99999999999', 999_999_999],
    ['Sun, 22 Nov 2026 10:01:30 GMT', 90],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['Sunday, 22-Nov-26 10:00:05 GMT', 5],
    ['-5', undefined],
    ['+5', undefined],
    ['5.5', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('R10 is understood as seconds or a date, and nothing else: “%s”', (asked, seconds) => {
    expect(retryAfterSeconds({ 'retry-after': asked, date })).toBe(seconds);
  });

  it('R10 counts a date from the answer’s own', () => {
    expect(retryAfterSeconds({ 'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT' })).toBeUndefined();
  });
});
