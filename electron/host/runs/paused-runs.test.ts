import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { createTemporaryStore } from '../../../test/support/temporary-store.ts';
import type { FlowRun } from '../../engine/run.ts';
import { createChanges } from '../changes.ts';
import { createPausedRuns } from './paused-runs.ts';

const evening = new Date(2026, 10, 22, 22).getTime();
const midnight = new Date(2026, 10, 23).getTime();

function open() {
  const { store } = createTemporaryStore();
  const clock = createManualClock(evening);
  const changes = createChanges();
  const resumed: string[] = [];
  let raised = false;
  const paused = createPausedRuns({
    store,
    clock,
    changes,
    budgets: { allows: () => raised || clock.now() >= midnight, nextDay: () => midnight },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    resume: async (runId) => {
      resumed.push(runId);
      return { result: Promise.resolve() };
    },
  });
  const ended: [string, boolean][] = [];
  const run: Pick<FlowRun, 'runId' | 'pause'> = {
    runId: 'r1',
    pause: (error, goesOn) => void ended.push([error.code, goesOn]),
  };
  const pause = (durable: boolean) => paused.pause(run, durable, 'c1', new MillraceError('BUDGET_REACHED'));
  const raise = () => {
    raised = true;
    changes.publish({ type: 'connections.changed', connectionId: 'c1' });
  };
  return { store, clock, paused, pause, raise, resumed, ended };
}

describe('a run at the budget of a connection', () => {
  it('goes on by itself the next day, once', () => {
    const { clock, paused, pause, resumed, ended, store } = open();
    paused.watch();
    pause(true);
    expect([ended, paused.waits('r1')]).toEqual([[['BUDGET_REACHED', true]], true]);
    clock.advance(2 * 3_600_000 - 60_001);
    expect(resumed).toEqual([]);
    clock.advance(120_000);
    expect([resumed, store.callBudgets.pauses()]).toEqual([['r1'], []]);
    clock.advance(24 * 3_600_000);
    expect(resumed).toEqual(['r1']);
  });

  it('goes on at once when the budget is raised', () => {
    const { paused, pause, raise, resumed } = open();
    paused.watch();
    pause(true);
    raise();
    expect(resumed).toEqual(['r1']);
  });

  it('waits for a host that lets runs go on by themselves', () => {
    const { clock, paused, pause, raise, resumed } = open();
    pause(true);
    raise();
    clock.advance(24 * 3_600_000);
    expect(resumed).toEqual([]);
    paused.watch();
    expect(resumed).toEqual(['r1']);
  });

  it('isn’t noted where it can’t go on', () => {
    const { store, pause, ended } = open();
    pause(false);
    expect([ended, store.callBudgets.pauses()]).toEqual([[['BUDGET_REACHED', false]], []]);
  });
});
