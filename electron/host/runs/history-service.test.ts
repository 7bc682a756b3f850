import { expect, it } from 'vitest';
import { DEFAULT_HISTORY } from '../../../shared/run/history.ts';
import { createTemporaryStore } from '../../../test/support/temporary-store.ts';
import { createChanges } from '../changes.ts';
import { createHistoryService } from './history-service.ts';

async function withRuns(count: number) {
  const { store, clock } = createTemporaryStore();
  const history = createHistoryService(store, clock, createChanges());
  await history.change({ ...DEFAULT_HISTORY, runsOfAFlow: 3 });
  for (let number = 1; number <= count; number += 1) {
    const recorder = store.createRunRecorder();
    const startedAt = new Date(clock.now()).toISOString();
    const fixed = { flowId: 'f1', flowName: 'Import', revision: 1, trigger: 'manual', retention: 'none' as const };
    const header = { ...fixed, runId: `r${number}`, startedAt, steps: [], edges: [] };
    recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header });
    recorder.event({ seq: 2, elapsedMs: 1, type: 'run.finished', status: 'succeeded', durationMs: 1 });
    await recorder.flush();
    history.tidyAfter('f1');
  }
  return { history, clock, kept: () => history.size().runs };
}

it('R28 looks after runs that end shortly after each other together, until all is within the limits', async () => {
  const { clock, kept } = await withRuns(110);
  expect(kept()).toBe(110);
  clock.advance(99);
  expect(kept()).toBe(110);
  // A pass takes fifty.
  clock.advance(1);
  expect(kept()).toBe(60);
  clock.advance(200);
  expect(kept()).toBe(3);
});

it('R28 does so at once when the host ends', async () => {
  const { history, clock, kept } = await withRuns(10);
  history.close();
  expect(kept()).toBe(3);
  clock.advance(1_000);
  expect(kept()).toBe(3);
});
