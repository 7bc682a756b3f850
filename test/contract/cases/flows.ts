import { expect } from 'vitest';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { doublingFlow, newName, store } from '../sample-flows.ts';
import { flowTriggerCases } from './flow-triggers.ts';

const noFlow = { format: 'millrace.flow/1' } as unknown as FlowDocument;

export const flowCases: AreaCases = {
  ...flowTriggerCases,

  list: {
    works: async (world) => {
      const flow = await store(world, doublingFlow());
      const summary = (await world.client.flows.list()).find(({ id }) => id === flow.id);
      expect(summary).toMatchObject({
        name: flow.document.name,
        revision: flow.revision,
        stepCount: 2,
        lastRun: null,
        calledBy: [],
      });
    },
  },

  get: {
    works: async (world) => {
      const flow = await store(world, doublingFlow());
      expect(await world.client.flows.get({ id: flow.id })).toEqual(flow);
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.get({ id: NOWHERE }) },
    badInputs: badIds,
  },

  create: {
    works: async ({ client }) => {
      const name = newName('Empty');
      const empty = await client.flows.create({ name });
      expect(empty.document).toMatchObject({ name, steps: [], edges: [] });
      const document = doublingFlow();
      const flow = await client.flows.create({ name: document.name, document });
      expect(flow.document).toMatchObject({ steps: document.steps, edges: document.edges });
    },
    refuses: {
      FLOW_FORMAT_NEWER: ({ client }) =>
        client.flows.create({ name: 'Newer', document: { ...doublingFlow(), format: 'millrace.flow/999' } }),
    },
    badInputs: [undefined, {}, { name: '' }, { name: 7 }, { name: 'x'.repeat(201) }, { name: 'x', document: noFlow }],
  },

  save: {
    works: async (world) => {
      const flow = await store(world, doublingFlow());
      const { id, revision, bindings } = flow;
      const document = { ...flow.document, description: 'Saved again' };
      const saved = await world.client.flows.save({ id, revision, document, bindings });
      expect(saved.revision).toBe(revision + 1);
      expect((await world.client.flows.get({ id })).document.description).toBe('Saved again');
    },
    refuses: {
      SAVE_CONFLICT: async (world) => {
        const flow = await store(world, doublingFlow());
        const { id, revision, document, bindings } = flow;
        const changed = { ...document, description: 'The first to save' };
        await world.client.flows.save({ id, revision, document: changed, bindings });
        const late = { ...document, description: 'Too late' };
        return world.client.flows.save({ id, revision, document: late, bindings });
      },
      NOT_FOUND: ({ client }) =>
        client.flows.save({ id: NOWHERE, revision: 1, document: { ...doublingFlow(), id: NOWHERE }, bindings: {} }),
    },
    badInputs: [
      ...badIds,
      { id: NOWHERE, revision: 1.5, document: doublingFlow(), bindings: {} },
      { id: NOWHERE, revision: 1, document: noFlow, bindings: {} },
      { id: NOWHERE, revision: 1, document: doublingFlow(), bindings: { crm: 1 } },
    ],
  },

  rename: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      const name = newName('Renamed');
      expect((await world.client.flows.rename({ id, name: `  ${name} ` })).document.name).toBe(name);
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.rename({ id: NOWHERE, name: 'x' }) },
    badInputs: [...badIds, { id: NOWHERE, name: '   ' }],
  },

  duplicate: {
    works: async (world) => {
      const flow = await store(world, doublingFlow());
      const copy = await world.client.flows.duplicate({ id: flow.id });
      expect(copy.id).not.toBe(flow.id);
      expect(copy.document).toMatchObject({ steps: flow.document.steps, edges: flow.document.edges });
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.duplicate({ id: NOWHERE }) },
    badInputs: badIds,
  },

  remove: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      expect(await world.client.flows.remove({ id })).toEqual({ removed: true });
      expect((await world.client.flows.list()).map((flow) => flow.id)).not.toContain(id);
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.remove({ id: NOWHERE }) },
    badInputs: badIds,
  },

  restore: {
    works: async (world) => {
      const { id, document } = await store(world, doublingFlow());
      await world.client.flows.remove({ id });
      expect((await world.client.flows.restore({ id })).document).toEqual(document);
      expect((await world.client.flows.list()).map((flow) => flow.id)).toContain(id);
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.restore({ id: NOWHERE }) },
    badInputs: badIds,
  },

  exportFile: {
    works: async (world) => {
      const { id, document } = await store(world, doublingFlow());
      const { fileName, text } = await world.client.flows.exportFile({ id });
      expect(fileName).toMatch(/^doubling-[\w-]+\.flow\.json$/);
      expect(JSON.parse(text)).toEqual(document);
      const pinned = { start: [{ Name: 'Ada' }] };
      await world.client.flows.save({ id, revision: 1, document: { ...document, pinned }, bindings: {} });
      const without = await world.client.flows.exportFile({ id });
      expect([JSON.parse(without.text), without.pinnedLeftOut]).toEqual([document, 1]);
      const whole = await world.client.flows.exportFile({ id, includePinned: true });
      expect([JSON.parse(whole.text), whole.pinnedLeftOut]).toEqual([{ ...document, pinned }, 0]);
    },
    refuses: { NOT_FOUND: ({ client }) => client.flows.exportFile({ id: NOWHERE }) },
    badInputs: badIds,
  },

  importFile: {
    works: async (world) => {
      const { id, document } = await store(world, doublingFlow());
      const { text } = await world.client.flows.exportFile({ id });
      const imported = await world.client.flows.importFile({ text });
      expect(imported.id).not.toBe(id);
      expect(imported.bindings).toEqual({});
      expect(imported.document.steps).toEqual(document.steps);
    },
    refuses: {
      FLOW_UNREADABLE: ({ client }) => client.flows.importFile({ text: '{"format":' }),
      FLOW_FORMAT_NEWER: ({ client }) =>
        client.flows.importFile({ text: JSON.stringify({ ...doublingFlow(), format: 'millrace.flow/999' }) }),
    },
    badInputs: [undefined, {}, { text: 1 }, { text: null }],
  },
};
