import { describe, expect, it } from 'vitest';
import type { RunHeader } from '../../shared/run/events.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import { elapsedBy } from './run-clock.ts';

const startedAt = '2026-11-22T02:00:00.000Z';
const secondsLater = (seconds: number) => Date.parse(startedAt) + seconds * 1000;

function runningFor(elapsedMs: number, part: Partial<RunHeader> = {}): RunState {
  const header: RunHeader = {
    ...{ runId: 'r', flowId: 'f', flowName: 'Flow', revision: 1, trigger: 'manual', retention: 'full' },
    ...{ startedAt, steps: [], edges: [], ...part },
  };
  const state = foldRunEvents([{ type: 'run.started', header, seq: 1, elapsedMs }]);
  if (!state) throw new Error('no state');
  return state;
}

describe('how long a run has taken by now', () => {
  it('goes on between its events, which may be long apart', () => {
    expect(elapsedBy(runningFor(76), secondsLater(30))).toBe(30_000);
  });

  it('is never less than its events tell, also where the clock was set back', () => {
    expect(elapsedBy(runningFor(5_000), secondsLater(-60))).toBe(5_000);
  });

  it('is what its events tell where it was resumed, since it then counts anew', () => {
    expect(elapsedBy(runningFor(76, { attempt: 2 }), secondsLater(3_600))).toBe(76);
  });
});
