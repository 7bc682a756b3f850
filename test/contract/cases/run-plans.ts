import { expect } from 'vitest';
import { createFlow } from '../../../shared/flow/index.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { doublingFlow, eventsOf, newName, runToEnd, store } from '../sample-flows.ts';
import type { World } from '../world.ts';

const badRunIds = badIds.map((input) =>
  typeof input === 'object' && input !== null && 'id' in input ? { runId: input.id } : input,
);

async function runSome(world: World) {
  const { id } = await store(world, doublingFlow());
  return runToEnd(world, id, [{ N: 1 }]);
}

/** A dry run of a flow that stores a value under a key for each of two records. */
async function dryRunToEnd(world: World) {
  const name = newName('Storing');
  const { id } = await store(world, {
    ...createFlow(name, name),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'keep', type: 'store.set', name: 'Keep', settings: { key: 'n-{{ N }}', value: '{{ N }}' } },
    ],
    edges: [{ from: 'start', to: 'keep' }],
  });
  const { runId } = await world.client.runs.start({ flowId: id, input: [{ N: 1 }, { N: 3 }], dryRun: true });
  await eventsOf(world, runId);
  return { runId };
}

const storing = (number: number, N: number) => ({
  number,
  step: 'keep',
  place: number,
  operation: 'set-value',
  target: 'Stored value of the flow',
  recordId: `n-${N}`,
  fields: [{ field: 'value', wouldBecome: N }],
});

/** What runs would do and take. */
export const planCases: AreaCases = {
  forecast: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      const asked = await world.client.runs.forecast({ flowId: id, input: [{ N: 1 }, { N: 'two' }, { N: 3 }] });
      expect(asked.steps.map(({ step, records }) => [step, records])).toEqual([
        ['start', { least: 3, most: 3, how: 'estimated' }],
        ['double', { least: 3, most: 3, how: 'estimated' }],
      ]);
      await runToEnd(world, id, [{ N: 1 }, { N: 2 }]);
      const measured = await world.client.runs.forecast({ flowId: id });
      expect(measured).toMatchObject({ runs: 1, connections: [], durationMs: { how: 'measured' } });
      expect(measured.steps[1]?.records).toEqual({ least: 2, most: 2, how: 'measured' });
    },
    refuses: { NOT_FOUND: ({ client }) => client.runs.forecast({ flowId: NOWHERE }) },
    badInputs: [undefined, {}, { flowId: '' }, { flowId: NOWHERE, input: [1] }],
  },

  plan: {
    works: async (world) => {
      const { runId } = await dryRunToEnd(world);
      expect(await world.client.runs.plan({ runId, offset: 0, limit: 10 })).toEqual({
        writes: [storing(0, 1), storing(1, 3)],
        total: 2,
        kept: 2,
        counts: [{ step: 'keep', operation: 'set-value', target: 'Stored value of the flow', count: 2 }],
        unwritten: [],
        obstacle: null,
        appliedBy: null,
      });
      expect((await world.client.runs.plan({ runId, offset: 1, limit: 1 })).writes).toEqual([storing(1, 3)]);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.plan({ runId: NOWHERE, offset: 0, limit: 1 }),
      PLAN_NOT_APPLICABLE: async (world) => {
        const { runId } = await runSome(world);
        return world.client.runs.plan({ runId, offset: 0, limit: 1 });
      },
    },
    badInputs: [...badRunIds, { runId: NOWHERE, offset: -1, limit: 10 }, { runId: NOWHERE, offset: 0, limit: 1001 }],
  },

  applyPlan: {
    works: async (world) => {
      const { runId } = await dryRunToEnd(world);
      const applied = await world.client.runs.applyPlan({ runId });
      expect(applied).toMatchObject({ moved: [], movedTotal: 0 });
      const events = await eventsOf(world, applied.runId ?? '');
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: 'succeeded' });
      expect((await world.client.runs.plan({ runId, offset: 0, limit: 1 })).appliedBy).toBe(applied.runId);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.applyPlan({ runId: NOWHERE }),
      PLAN_NOT_APPLICABLE: async (world) => {
        const { runId } = await runSome(world);
        return world.client.runs.applyPlan({ runId });
      },
    },
    badInputs: badRunIds,
  },
};
