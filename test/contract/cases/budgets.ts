import { expect } from 'vitest';
import { type AreaCases, NOWHERE } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';

async function connect(world: World): Promise<string> {
  const { connection } = await world.client.connections.create({ name: newName('Budget'), ...practiceDetails(world) });
  return connection.id;
}

export const budgetCases: AreaCases = {
  get: {
    works: async (world) => {
      const connectionId = await connect(world);
      const budget = await world.client.budgets.get({ connectionId });
      expect(budget).toMatchObject({ dailyCalls: null });
      expect(Date.parse(budget.resetsAt)).toBeGreaterThan(Date.now());
    },
    refuses: { NOT_FOUND: ({ client }) => client.budgets.get({ connectionId: NOWHERE }) },
    badInputs: [undefined, {}, { connectionId: '' }],
  },

  set: {
    works: async (world) => {
      const connectionId = await connect(world);
      const { revision } = await world.client.connections.get({ id: connectionId });
      expect(await world.client.budgets.set({ connectionId, dailyCalls: 500 })).toMatchObject({ dailyCalls: 500 });
      expect(await world.client.budgets.get({ connectionId })).toMatchObject({ dailyCalls: 500 });
      expect((await world.client.connections.get({ id: connectionId })).revision).toBe(revision);
      expect(await world.client.budgets.set({ connectionId, dailyCalls: null })).toMatchObject({ dailyCalls: null });
    },
    refuses: { NOT_FOUND: ({ client }) => client.budgets.set({ connectionId: NOWHERE, dailyCalls: 1 }) },
    badInputs: [
      undefined,
      { connectionId: NOWHERE },
      { connectionId: NOWHERE, dailyCalls: 0 },
      { connectionId: NOWHERE, dailyCalls: 1.5 },
      { connectionId: NOWHERE, dailyCalls: '5' },
    ],
  },
};
