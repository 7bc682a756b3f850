import { describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';

const withSlots = (name: string, slots: string[], more: Partial<FlowDocument> = {}): FlowDocument => ({
  ...createFlow(name, ''),
  connections: Object.fromEntries(slots.map((slot) => [slot, { connector: 'salesforce' }])),
  ...more,
});

describe('the flows that use a connection', () => {
  it('are worked out from the present documents, not from bindings that were left behind', () => {
    const { store } = createTemporaryStore();
    const flow = store.flows.create(withSlots('A', ['crm', 'sql"\'$.x']), { crm: 'c1', 'sql"\'$.x': 'c2', old: 'c3' });
    expect(store.flows.users.of('c1')).toEqual([{ flowId: flow.id, name: 'A', revision: 1, status: 'draft' }]);
    expect(store.flows.users.of('c2')).toHaveLength(1);
    expect(store.flows.users.of('c3')).toEqual([]);
    expect([...store.flows.users.all().keys()].sort()).toEqual(['c1', 'c2']);
    store.flows.save({ ...flow, document: { ...flow.document, connections: {} } });
    expect(store.flows.users.of('c1')).toEqual([]);
    store.flows.restoreVersion(flow.id, 1);
    expect(store.flows.users.of('c1')).toMatchObject([{ revision: 3 }]);
  });

  it('are those where its node only stands on the canvas, and those where a step names the slot', () => {
    const { store } = createTemporaryStore();
    store.flows.create({ ...createFlow('Placed', ''), layout: { connections: { crm: [0, 0] } } }, { crm: 'c1' });
    const step = { id: 'make', type: 'salesforce.create', name: 'Make', connection: 'crm' };
    store.flows.create({ ...createFlow('Named', ''), steps: [step] }, { crm: 'c1' });
    expect(store.flows.users.of('c1').map(({ name }) => name)).toEqual(['Named', 'Placed']);
  });

  it('count once for several slots, and not at all once removed', () => {
    const { store } = createTemporaryStore();
    const { id } = store.flows.create(withSlots('A', ['one', 'two']), { one: 'c1', two: 'c1' });
    expect(store.flows.users.of('c1')).toHaveLength(1);
    store.flows.remove(id);
    expect(store.flows.users.of('c1')).toEqual([]);
    store.flows.restore(id);
    expect(store.flows.users.of('c1')).toHaveLength(1);
  });

  it('keep using the connections of their active version, whatever the draft does', () => {
    const { store } = createTemporaryStore();
    const { id: flowId, revision, document, bindings } = store.flows.create(withSlots('A', ['crm']), { crm: 'c1' });
    store.activations.put({ flowId, revision, document, bindings });
    store.flows.save({ id: flowId, revision, document, bindings: { crm: 'c2' } });
    expect(store.flows.users.of('c1')).toMatchObject([{ flowId, status: 'active' }]);
    expect(store.flows.users.of('c2')).toMatchObject([{ flowId, status: 'active' }]);
    store.activations.remove(flowId);
    expect(store.flows.users.of('c1')).toEqual([]);
  });

  it('stay among the users when damage made their document unreadable', () => {
    const temporary = createTemporaryStore();
    temporary.store.flows.create(withSlots('A', ['crm']), { crm: 'c1' });
    temporary.store.close();
    const database = openDatabase(`${temporary.folder}/millrace.db`);
    database.execute("UPDATE flow_versions SET document = '{'");
    database.close();
    expect(createTemporaryStore(temporary.folder).store.flows.users.of('c1')).toHaveLength(1);
  });

  it('of 1,000 on 20 connections are known in far less than a tenth of a second', () => {
    const { store } = createTemporaryStore();
    const steps = Array.from({ length: 20 }, (_, index) => ({
      id: `s${index}`,
      type: 'filter',
      name: `Step ${index}`,
    }));
    for (let index = 0; index < 1_000; index += 1) {
      store.flows.create(withSlots(`Flow ${index}`, ['crm'], { steps }), { crm: `c${index % 20}` });
    }
    store.flows.users.all();
    const began = performance.now();
    expect([...store.flows.users.all().values()].flat()).toHaveLength(1_000);
    expect(performance.now() - began).toBeLessThan(100);
  }, 60_000);
});
