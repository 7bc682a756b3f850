import { describe, expect, it } from 'vitest';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';

describe('the plan of a dry run', () => {
  it('isn’t taken to be applied where Millrace was killed before the run that applies it had begun', () => {
    const temporary = createTemporaryStore();
    const { plans, runRequests } = temporary.store;
    plans.begin('dry', {}, {});
    runRequests.keep('applying', {});
    expect([plans.claim('dry', 'applying'), plans.claim('dry', 'other')]).toEqual([true, false]);

    const later = temporary.reopen();
    expect(later.plans.read('dry')?.appliedBy).toBeNull();
    expect(later.runRequests.read('applying')).toBeUndefined();
    expect(later.plans.claim('dry', 'another')).toBe(true);
  });

  it('stays applied when the run that applied it was removed, and while it can go on', async () => {
    const temporary = createTemporaryStore();
    for (const [dry, applying] of [
      ['first', 'removed'],
      ['second', 'cut-off'],
    ] as const) {
      temporary.store.plans.begin(dry, {}, {});
      temporary.store.runRequests.keep(applying, {});
      temporary.store.plans.claim(dry, applying);
      const header = { runId: applying, flowId: 'f', flowName: 'F', revision: 1, trigger: 'manual' };
      const started = {
        ...header,
        retention: 'full' as const,
        startedAt: '2026-11-22T08:00:00.000Z',
        steps: [],
        edges: [],
      };
      const recorder = temporary.store.createRunRecorder();
      recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header: started });
      await recorder.flush();
    }
    temporary.store.runs.remove('removed');
    const { plans, runRequests } = temporary.reopen();
    expect([plans.read('first')?.appliedBy, plans.read('second')?.appliedBy]).toEqual(['removed', 'cut-off']);
    expect(runRequests.read('cut-off')).toBeDefined();
  });
});
