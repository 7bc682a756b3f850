import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../shared/run/forecast.ts';
import { formatRange, warnOfBudget } from './forecast-words.ts';

const range = (least: number, most: number | null): Estimate => ({ least, most, how: 'estimated' });

describe('a forecast in words', () => {
  it('gives ranges rather than false precision', () => {
    expect([range(5, 5), range(900, 1_001), range(3, null), range(0, null)].map((one) => formatRange(one))).toEqual([
      '5',
      '900 to 1,001',
      '3 or more',
      'Unknown',
    ]);
  });

  it('warns of a budget that is or may be too small, and only then', () => {
    const of = (calls: Estimate, left: number | null) => warnOfBudget({ connectionId: 'c', name: 'CRM', calls, left });
    expect(of(range(5, 9), null)).toBeUndefined();
    expect(of(range(5, 9), 9)).toBeUndefined();
    expect(of(range(5, 9), 8)).toBe('8 calls left today: the run may pause at the limit.');
    expect(of(range(5, null), 8)).toBe('8 calls left today: the run may pause at the limit.');
    expect(of(range(5, 9), 0)).toBe('No calls are left today: the run will pause at its first one.');
    expect(of(range(5, 9), 1)).toBe('Only 1 call left today: the run will pause at the limit.');
  });
});
