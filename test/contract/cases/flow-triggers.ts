import { expect } from 'vitest';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { doublingFlow, newName, practiceDetails, store } from '../sample-flows.ts';
import type { World } from '../world.ts';

/** A flow that starts by itself, on leap days. */
function scheduledFlow() {
  const flow = doublingFlow(newName('Scheduled'));
  const start = { id: 'start', type: 'schedule', name: 'Schedule', settings: { cron: '0 0 29 2 *', timeZone: 'UTC' } };
  return { ...flow, steps: flow.steps.map((step) => (step.id === 'start' ? start : step)) };
}

/** An active flow that missed two moments. */
async function storeWithGap(world: World): Promise<string> {
  const { id } = await store(world, scheduledFlow());
  await world.client.flows.activate({ id });
  const dueAt = [Date.UTC(2020, 1, 29), Date.UTC(2024, 1, 29)];
  world.host.services.store.triggers.miss(id, 'start', { dueAt, reason: 'closed', state: 'open' });
  return id;
}

/** Of `contract.flows`: what starts flows by themselves. */
export const flowTriggerCases: AreaCases = {
  review: {
    works: async (world) => {
      const { id, revision } = await store(world, scheduledFlow());
      expect(await world.client.flows.review({ id })).toEqual({
        revision,
        starts: [
          { step: 'start', name: 'Schedule', sentence: 'At 00:00, on day 29 of the month, only in February (UTC).' },
        ],
        connections: [],
        problems: [],
        warnings: [],
      });
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.review({ id: NOWHERE }) },
    badInputs: badIds,
  },

  activate: {
    works: async (world) => {
      const { id, revision } = await store(world, scheduledFlow());
      const active = await world.client.flows.activate({ id });
      expect(active).toMatchObject({
        status: 'active',
        activation: { revision, pausedAt: null, trouble: null, missed: 0 },
      });
      const listed = (await world.client.flows.list()).find((flow) => flow.id === id);
      expect(listed).toMatchObject({ status: 'active', activation: { revision } });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.flows.activate({ id: NOWHERE }),
      TRIGGER_NOT_AUTOMATIC: async (world) => {
        const { id } = await store(world, doublingFlow());
        return world.client.flows.activate({ id });
      },
      FLOW_PROBLEMS: async (world) => {
        const { id } = await store(world, { ...scheduledFlow(), steps: [] });
        return world.client.flows.activate({ id });
      },
      CONNECTION_NOT_READY: async (world) => {
        const { connection } = await world.client.connections.create({
          name: newName('Off'),
          ...practiceDetails(world),
        });
        await world.client.connections.setActive({ id: connection.id, active: false });
        const flow = scheduledFlow();
        const query = {
          id: 'query',
          type: 'salesforce.query',
          name: 'Query',
          connection: 'crm',
          settings: { salesforceQuery: 'SELECT Id FROM Contact' },
        };
        const record = await store(world, {
          ...flow,
          connections: { crm: { connector: 'salesforce' } },
          steps: [...flow.steps, query],
          edges: [...flow.edges, { from: 'double', to: 'query' }],
        });
        const bindings = { crm: connection.id };
        await world.client.flows.save({
          id: record.id,
          revision: record.revision,
          document: record.document,
          bindings,
        });
        return world.client.flows.activate({ id: record.id });
      },
    },
    badInputs: badIds,
  },

  deactivate: {
    works: async (world) => {
      const { id } = await store(world, scheduledFlow());
      await world.client.flows.activate({ id });
      expect(await world.client.flows.deactivate({ id })).toMatchObject({ status: 'inactive', activation: null });
      expect(await world.client.flows.remove({ id })).toEqual({ removed: true });
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.deactivate({ id: NOWHERE }) },
    badInputs: badIds,
  },

  missed: {
    works: async (world) => {
      const flowId = await storeWithGap(world);
      const { missed, total } = await world.client.flows.missed({ flowId, unsettled: true, offset: 0, limit: 1 });
      expect(total).toBe(2);
      expect(missed).toMatchObject([
        { flowId, step: 'start', dueAt: '2024-02-29T00:00:00.000Z', reason: 'closed', state: 'open', runId: null },
      ]);
    },
    badInputs: [undefined, {}, { offset: 0, limit: 0 }, { offset: -1, limit: 10 }, { flowId: '', offset: 0, limit: 1 }],
  },

  catchUp: {
    works: async (world) => {
      const id = await storeWithGap(world);
      const { runIds } = await world.client.flows.catchUp({ id, choice: 'latest' });
      expect(runIds).toHaveLength(1);
      const { missed } = await world.client.flows.missed({ flowId: id, offset: 0, limit: 10 });
      expect(missed).toMatchObject([
        { state: 'caught-up', runId: runIds[0], settled: true },
        { state: 'skipped', runId: null, settled: true },
      ]);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.flows.catchUp({ id: NOWHERE, choice: 'all' }),
      NOTHING_MISSED: async (world) => {
        const { id } = await store(world, scheduledFlow());
        await world.client.flows.activate({ id });
        return world.client.flows.catchUp({ id, choice: 'all' });
      },
    },
    badInputs: [undefined, {}, { id: NOWHERE, choice: 'some' }, { id: '', choice: 'all' }],
  },
};
