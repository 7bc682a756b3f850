import { cleanup, renderHook } from '@testing-library/react';
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../shared/contract/index.ts';
import { useHeldRuns } from './use-held-runs.ts';

const run = (runId: string, status = 'succeeded'): RunSummary => ({
  runId,
  number: 1,
  flowId: 'f',
  flowName: 'Flow',
  revision: 1,
  status,
  trigger: 'manual',
  startedAt: '2026-11-22T02:00:00.000Z',
  durationMs: 1,
  records: 1,
  failed: 0,
});
const ids = (runs: readonly RunSummary[]) => runs.map(({ runId }) => runId).join();

function start(runs: RunSummary[], held: boolean) {
  return renderHook((props: { runs: RunSummary[]; held: boolean }) => useHeldRuns(props.runs, props.held), {
    initialProps: { runs, held },
  });
}

afterEach(cleanup);

describe('the list of runs', () => {
  it('takes new runs at once while nobody is in it', () => {
    const { result, rerender } = start([run('a')], false);
    rerender({ runs: [run('b'), run('a')], held: false });
    expect(ids(result.current.shown)).toBe('b,a');
    expect(result.current.arrived).toBe(0);
  });

  it('holds rows still under the pointer, counts what arrived, and shows it when asked', () => {
    const { result, rerender } = start([run('a', 'running')], true);
    rerender({ runs: [run('c'), run('b'), run('a')], held: true });
    expect(ids(result.current.shown)).toBe('a');
    expect(result.current.shown[0]?.status).toBe('succeeded');
    expect(result.current.arrived).toBe(2);
    act(() => result.current.takeArrived());
    expect(ids(result.current.shown)).toBe('c,b,a');
    expect(result.current.arrived).toBe(0);
  });

  it('moves on as soon as the pointer has left', () => {
    const { result, rerender } = start([run('a')], true);
    rerender({ runs: [run('b'), run('a')], held: true });
    rerender({ runs: [run('b'), run('a')], held: false });
    expect(ids(result.current.shown)).toBe('b,a');
  });
});
