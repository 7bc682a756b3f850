import { expect } from 'vitest';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';

const bills = 'send-bills-to-salesforce';

export const templateCases: AreaCases = {
  list: {
    works: async ({ client }) => {
      const listed = await client.templates.list();
      expect(listed.find(({ id }) => id === bills)).toMatchObject({
        name: 'Send bills to Salesforce',
        slots: [{ name: 'crm', connector: 'salesforce' }],
      });
    },
  },

  use: {
    works: async ({ client }) => {
      const unbound = await client.templates.use({ id: bills });
      expect(unbound.bindings).toEqual({});
      const bound = await client.templates.use({ id: bills, practice: true });
      expect(Object.keys(bound.bindings)).toEqual(['crm']);
      expect(bound.document.name).not.toBe(unbound.document.name);
      expect(await client.flows.get({ id: bound.id })).toEqual(bound);
    },
    refuses: { NOT_FOUND: ({ client }) => client.templates.use({ id: NOWHERE }) },
    badInputs: [...badIds, { id: bills, practice: 'yes' }],
  },
};
