import { expect } from 'vitest';
import { createFlow } from '../../../shared/flow/index.ts';
import { type AreaCases, NOWHERE } from '../case.ts';
import { doublingFlow, newName, runToEnd, store } from '../sample-flows.ts';

/** The procedures of `contract.runs` about runs that call others. */
export const calledRunCases: AreaCases = {
  called: {
    works: async (world) => {
      const name = newName('Calling');
      const { id: called } = await store(world, doublingFlow());
      const { id } = await store(world, {
        ...createFlow(name, name),
        steps: [
          { id: 'start', type: 'manual', name: 'Start' },
          { id: 'call', type: 'call_flow', name: 'Call', settings: { flow: called } },
        ],
        edges: [{ from: 'start', to: 'call' }],
      });
      const { runId } = await runToEnd(world, id, [{ N: 1 }, { N: 3 }]);
      const { runs, total } = await world.client.runs.called({ runId, step: 'call', place: 1, offset: 0, limit: 9 });
      expect({ runs, total }).toMatchObject({ total: 1, runs: [{ calledBy: { runId, step: 'call', place: 1 } }] });
    },
    refuses: { NOT_FOUND: ({ client }) => client.runs.called({ runId: NOWHERE, offset: 0, limit: 9 }) },
    badInputs: [
      {},
      { runId: '' },
      { runId: NOWHERE, offset: -1, limit: 9 },
      { runId: NOWHERE, place: -1, offset: 0, limit: 9 },
    ],
  },
};
