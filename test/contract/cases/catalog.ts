import { expect } from 'vitest';
import { type AreaCases, NOWHERE } from '../case.ts';
import type { World } from '../world.ts';

async function practiceConnection({ client }: World): Promise<string> {
  const [practice] = (await client.connections.list()).filter(({ environment }) => environment === 'practice');
  if (!practice) throw new Error('The world has no practice connection');
  return practice.id;
}

const objects = { stepType: 'salesforce.create', load: 'objects', settings: {} };

export const catalogCases: AreaCases = {
  list: {
    works: async ({ client }) => {
      const catalog = await client.catalog.list();
      expect(catalog.steps.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['manual', 'files.read', 'files.write', 'map_fields', 'filter', 'if', 'limit', 'stop']),
      );
      expect(catalog.steps.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['http.request', 'salesforce.create', 'salesforce.query']),
      );
    },
  },

  loadOptions: {
    works: async (world) => {
      const connectionId = await practiceConnection(world);
      const { options } = await world.client.catalog.loadOptions({ connectionId, ...objects });
      expect(options).toContainEqual(expect.objectContaining({ value: 'Contact', label: 'Contact' }));
      const fields = await world.client.catalog.loadOptions({
        connectionId,
        ...objects,
        load: 'fields',
        settings: { SObjectName: 'Contact' },
      });
      expect(fields.options).toContainEqual(expect.objectContaining({ value: 'LastName', required: true }));
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.catalog.loadOptions({ connectionId: NOWHERE, ...objects }),
    },
    badInputs: [{}, { connectionId: 1, ...objects }, { connectionId: NOWHERE, ...objects, settings: [] }],
  },
};
