import { describe, expect, it } from 'vitest';
import { createFlow } from '../../shared/flow/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';

const firing = { flowId: 'f', step: 'start', records: [{}], request: { asked: true } };

describe('the store of triggers', () => {
  it('keeps a firing, its request, its moment and the position together, once for a moment', async () => {
    const { store } = createTemporaryStore();
    const { triggers, runRequests } = store;
    expect(triggers.fire({ ...firing, runId: 'r1', dueAt: 1_000, position: 1_000, missed: 'asleep' })).toBe(true);
    expect(triggers.fire({ ...firing, runId: 'r2', dueAt: 1_000, position: 2_000 })).toBe(false);
    expect(triggers.position('f', 'start')).toBe(1_000);
    expect(triggers.waiting()).toEqual([{ flowId: 'f', step: 'start', runId: 'r1', begun: 0 }]);
    expect([runRequests.read('r1')?.request, runRequests.read('r2')]).toEqual([{ asked: true }, undefined]);
    await triggers.begin('r1');
    expect(triggers.find('r1')?.begun).toBe(1);
  });

  it('keeps nothing of a firing when a part of it can’t be kept', () => {
    const { store } = createTemporaryStore();
    const { triggers, runRequests } = store;
    runRequests.keep('r1', {});
    expect(() => triggers.fire({ ...firing, runId: 'r1', dueAt: 1_000, position: 1_000 })).toThrow();
    expect([triggers.position('f', 'start'), triggers.find('r1')]).toEqual([undefined, undefined]);
  });

  it('fires without a moment as often as it is asked to', () => {
    const { store } = createTemporaryStore();
    for (const runId of ['r1', 'r2']) expect(store.triggers.fire({ ...firing, runId })).toBe(true);
    expect(store.triggers.waiting()).toHaveLength(2);
  });

  it('keeps firings that come together in one go: each once, and the others where one can’t be kept', async () => {
    const { store } = createTemporaryStore();
    const { triggers, runRequests } = store;
    const together = (...runIds: string[]) =>
      Promise.allSettled(runIds.map((runId) => triggers.fireTogether({ ...firing, runId })));
    expect(await together('r1', 'r2')).toEqual([
      { status: 'fulfilled', value: true },
      { status: 'fulfilled', value: true },
    ]);
    const moment = { ...firing, dueAt: 1_000 };
    const once = ['r3', 'r4'].map((runId) => triggers.fireTogether({ ...moment, runId }));
    expect(await Promise.all(once)).toEqual([true, false]);
    runRequests.keep('taken', {});
    expect((await together('r5', 'taken')).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(triggers.waiting().map(({ runId }) => runId)).toEqual(['r1', 'r2', 'r3', 'r5']);
  });

  it('keeps at most 5,000 missed moments of a flow, the newest', () => {
    const { store } = createTemporaryStore();
    const { id } = store.flows.create(createFlow('F', 'f'));
    const dueAt = Array.from({ length: 5_010 }, (_, index) => index * 60_000);
    store.triggers.miss(id, 'start', { dueAt, reason: 'closed', state: 'open', position: 7 });
    const { missed, total } = store.triggers.gaps.list({ flowId: id, offset: 0, limit: 1 });
    expect(total).toBe(5_000);
    expect(missed[0]?.dueAt).toBe(new Date(5_009 * 60_000).toISOString());
    store.triggers.gaps.settle(id);
    expect(store.triggers.gaps.list({ flowId: id, unsettled: true, offset: 0, limit: 1 }).total).toBe(0);
  });

  it('forgets a flow that is gone for good', () => {
    const { store, clock } = createTemporaryStore();
    const { id } = store.flows.create(createFlow('F', 'f'));
    store.triggers.moveTo(id, 'start', 1);
    store.flows.remove(id);
    expect(store.triggers.position(id, 'start')).toBe(1);
    clock.advance(31 * 86_400_000);
    store.flows.remove(store.flows.create(createFlow('G', 'g')).id);
    expect(store.triggers.position(id, 'start')).toBeUndefined();
  });
});

describe('an activation', () => {
  it('stays active without a break when it is activated again, and begins anew after it was off', () => {
    const { store } = createTemporaryStore();
    const { id: flowId, revision, document, bindings } = store.flows.create(createFlow('F', 'f'));
    store.activations.put({ flowId, revision, document, bindings });
    const since = store.activations.find(flowId)?.activeSince;
    store.activations.pause(flowId);
    expect(store.activations.countCrash(flowId)).toBe(1);
    expect(store.activations.find(flowId)).toMatchObject({ crashes: 1, pausedAt: expect.any(String) });
    store.activations.put({ flowId, revision: 2, document, bindings });
    expect(store.activations.find(flowId)).toMatchObject({
      revision: 2,
      activeSince: since,
      pausedAt: null,
      crashes: 0,
    });
    store.flows.remove(flowId);
    expect(store.activations.list()).toEqual([]);
    store.flows.restore(flowId);
    expect(store.activations.list()).toEqual([]);
  });

  it('R5 that was changed from outside isn’t run, and says what to do', () => {
    const temporary = createTemporaryStore();
    const { id: flowId, revision, document, bindings } = temporary.store.flows.create(createFlow('F', 'f'));
    temporary.store.activations.put({ flowId, revision, document, bindings });
    temporary.store.close();
    const database = openDatabase(`${temporary.folder}/millrace.db`);
    database.execute('UPDATE flow_activations SET document = replace(document, \'"F"\', \'"G"\')');
    database.close();
    const { store } = createTemporaryStore(temporary.folder);
    expect(() => store.activations.read(flowId)).toThrow(
      expect.objectContaining({ code: 'STORE_DAMAGED', fix: 'Activate the flow again.' }),
    );
  });
});
