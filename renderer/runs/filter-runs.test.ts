import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../shared/contract/index.ts';
import { filterRuns, hasFilters } from './filter-runs.ts';
import { startOf, wordOfStart } from './run-start.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');

function run(number: number, part: Partial<RunSummary> = {}): RunSummary {
  return {
    ...{ number, runId: `id-${number}`, flowId: 'f', flowName: 'Nightly sync', revision: 1, status: 'succeeded' },
    ...{ trigger: 'manual', startedAt: '2026-11-22T11:00:00.000Z', durationMs: 5, records: 1, failed: 0 },
    ...part,
  };
}

const called = { calledBy: { runId: 'r', step: 's', place: 0 } };
const runs = [
  run(1, { startedAt: '2026-10-01T11:00:00.000Z' }),
  run(2, { trigger: 'schedule', status: 'failed', startedAt: '2026-11-18T11:00:00.000Z' }),
  run(3, called),
  run(4, { dryRun: true, flowName: 'Weekly report' }),
];
const numbers = (query: Record<string, string>) => filterRuns(runs, query, now).map(({ number }) => number);

describe('the filters of the runs list', () => {
  it('leave all runs without any, also for a period that isn’t one', () => {
    expect(numbers({})).toEqual([1, 2, 3, 4]);
    expect(numbers({ period: 'long' })).toEqual([1, 2, 3, 4]);
    expect(hasFilters({ q: '', status: '' })).toBe(false);
    expect(hasFilters({ period: '7' })).toBe(true);
  });

  it('take what was searched, a status, what started the run and how long ago, all at once', () => {
    expect(numbers({ q: ' weekly ' })).toEqual([4]);
    expect(numbers({ status: 'failed' })).toEqual([2]);
    expect(numbers({ period: '7' })).toEqual([2, 3, 4]);
    expect(numbers({ period: '1' })).toEqual([3, 4]);
    expect(numbers({ period: '7', trigger: 'schedule', status: 'failed', q: 'nightly' })).toEqual([2]);
  });

  it('tell a called run and a dry run from one that somebody started', () => {
    expect(numbers({ trigger: 'manual' })).toEqual([1]);
    expect(numbers({ trigger: 'flow' })).toEqual([3]);
    expect(numbers({ trigger: 'dry-run' })).toEqual([4]);
  });
});

describe('what started a run', () => {
  it('is told in words, whichever trigger it was', () => {
    const triggers = ['manual', 'schedule', 'webhook', 'watch_folder'];
    const starts = [...triggers.map((trigger) => run(1, { trigger })), ...runs].map(startOf);
    expect(starts.map(wordOfStart).filter((word) => !/^[A-Z][a-z ]+$/.test(word))).toEqual([]);
  });
});
