import { expect, it } from 'vitest';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import type { Store } from './open-store.ts';

/** A run of which nothing but its beginning is told. */
async function record(store: Store, runId: string): Promise<void> {
  const recorder = store.createRunRecorder();
  recorder.event({
    seq: 1,
    elapsedMs: 0,
    type: 'run.started',
    header: {
      runId,
      flowId: 'f1',
      flowName: 'F',
      revision: 1,
      trigger: 'manual',
      startedAt: '2026-11-22T08:00:00.000Z',
      retention: 'full',
      steps: [],
      edges: [],
    },
  });
  await recorder.flush();
}

const plan = [{}, { runId: 'dry', startedAt: '2026-11-22T08:00:00.000Z', now: 0 }] as const;
const evidence = { type: 'create', connection: 'c1', each: ['a'] };

it('R7 a run that was about to begin when its process ended leaves nothing, and gives back what it had taken over', async () => {
  const temporary = createTemporaryStore();
  const { store } = temporary;
  await record(store, 'first');
  await record(store, 'dry');
  const intent = { records: [0], begunAt: 1_000, evidence };
  await store.journal.append([{ runId: 'first', step: 'create', batchKey: '1', outcome: intent }]);
  store.plans.begin('dry', ...plan);
  store.plans.begin('unbegun dry', ...plan);
  store.runRequests.keep('second', { continues: { runId: 'first', keysOf: 'first' } });
  await store.journal.append([{ runId: 'second', step: 'create', batchKey: '1', outcome: { version: 1 } }]);
  store.journal.handOver('first', 'second');
  expect(store.plans.claim('dry', 'second')).toBe(true);
  const next = temporary.reopen();
  expect(next.runRequests.read('second')).toBeUndefined();
  expect(next.journal.read('second')).toEqual([]);
  expect(next.journal.outside?.read('create', 0).map(({ runId }) => runId)).toEqual(['first']);
  expect(next.plans.claim('dry', 'third')).toBe(true);
  expect(next.plans.read('unbegun dry')).toBeUndefined();
});

it('R7 what a trigger fired and what a run called that is still there begin later', async () => {
  const temporary = createTemporaryStore();
  const { store } = temporary;
  await record(store, 'caller');
  store.runRequests.keep('caller', {});
  const fired = { flowId: 'f1', step: 'start', runId: 'fired', records: [], request: {} };
  store.triggers.fire(fired);
  store.calledRuns.begin('called', { runId: 'caller', step: 'call', place: 0 }, {});
  store.calledRuns.begin('orphan', { runId: 'gone', step: 'call', place: 0 }, {});
  const next = temporary.reopen();
  const kept = ['caller', 'fired', 'called', 'orphan'].filter((runId) => next.runRequests.read(runId));
  expect(kept).toEqual(['caller', 'fired', 'called']);
});
