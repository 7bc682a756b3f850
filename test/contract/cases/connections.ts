import { expect } from 'vitest';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';

async function create(world: World, name = newName('Practice')) {
  return world.client.connections.create({ name, ...practiceDetails(world) });
}

const wrongPassword = (world: World) => {
  const details = practiceDetails(world);
  return { ...details, secrets: { ...details.secrets, password: 'wrong', securityToken: '' } };
};

export const connectionCases: AreaCases = {
  list: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.list()).toContainEqual(connection);
    },
  },

  get: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.get({ id: connection.id })).toEqual(connection);
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.get({ id: NOWHERE }) },
    badInputs: badIds,
  },

  create: {
    works: async (world) => {
      const { connection, test } = await create(world);
      expect(test).toMatchObject({ succeeded: true });
      expect(connection).toMatchObject({ status: 'connected', secretsStored: expect.arrayContaining(['password']) });
      // What went in as a secret never comes out, in any answer.
      const { secrets } = practiceDetails(world);
      const everything = JSON.stringify([connection, await world.client.connections.list()]);
      for (const secret of Object.values(secrets)) expect(everything).not.toContain(secret);
    },
    refuses: {
      NAME_TAKEN: async (world) => {
        const { connection } = await create(world);
        return create(world, connection.name);
      },
      MISSING_TOKEN: (world) => world.client.connections.create({ name: newName('Wrong'), ...wrongPassword(world) }),
    },
    badInputs: [
      undefined,
      {},
      { name: '  ', connector: 'salesforce', auth: 'password', fields: {}, secrets: {} },
      { name: 'x', connector: 'salesforce', auth: 'password', fields: [], secrets: {} },
      { name: 'x', connector: 'salesforce', auth: 'password', fields: {}, secrets: { password: 1 } },
    ],
  },

  update: {
    works: async (world) => {
      const { connection } = await create(world);
      const name = newName('Renamed');
      const updated = await world.client.connections.update({ id: connection.id, name, description: 'New' });
      expect(updated.test.succeeded).toBe(true);
      expect(updated.connection).toMatchObject({ id: connection.id, name, description: 'New' });
      expect(updated.connection.revision).toBeGreaterThan(connection.revision);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.update({ id: NOWHERE, name: 'x' }),
      MISSING_TOKEN: async (world) => {
        const { connection } = await create(world);
        const { secrets } = wrongPassword(world);
        return world.client.connections.update({ id: connection.id, secrets });
      },
    },
    badInputs: [...badIds, { id: NOWHERE, name: '' }, { id: NOWHERE, secrets: [] }],
  },

  test: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.test({ id: connection.id })).toMatchObject({ succeeded: true });
      const after = await world.client.connections.get({ id: connection.id });
      expect(after.lastTest).toMatchObject({ succeeded: true });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.test({ id: NOWHERE }) },
    badInputs: badIds,
  },

  remove: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.remove({ id: connection.id })).toEqual({ removed: true });
      expect((await world.client.connections.list()).map(({ id }) => id)).not.toContain(connection.id);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.remove({ id: NOWHERE }),
      CONNECTION_IN_USE: async ({ client }) => {
        const [used] = (await client.connections.list()).filter(({ usedBy }) => usedBy.length > 0);
        return client.connections.remove({ id: used?.id ?? NOWHERE });
      },
    },
    badInputs: badIds,
  },
};
