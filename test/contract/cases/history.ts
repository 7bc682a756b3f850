import { expect } from 'vitest';
import { DEFAULT_HISTORY } from '../../../shared/run/history.ts';
import type { AreaCases } from '../case.ts';
import { doublingFlow, runToEnd, store } from '../sample-flows.ts';

export const historyCases: AreaCases = {
  get: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      await runToEnd(world, id, [{ N: 1 }]);
      const { size, settings } = await world.client.history.get();
      expect(size.runs).toBeGreaterThan(0);
      expect(size.bytes).toBeGreaterThan(0);
      expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULT_HISTORY).sort());
    },
  },

  change: {
    works: async (world) => {
      const { client } = world;
      const { id } = await store(world, doublingFlow());
      for (let run = 0; run < 3; run += 1) await runToEnd(world, id, [{ N: 1 }]);
      const changed = await client.history.change({ ...DEFAULT_HISTORY, runsOfAFlow: 2 });
      expect(changed.settings).toEqual({ ...DEFAULT_HISTORY, runsOfAFlow: 2 });
      expect((await client.runs.list({ flowId: id, offset: 0, limit: 10 })).total).toBe(2);
      expect((await client.history.change(DEFAULT_HISTORY)).settings).toEqual(DEFAULT_HISTORY);
    },
    badInputs: [
      undefined,
      null,
      {},
      { ...DEFAULT_HISTORY, days: 0 },
      { ...DEFAULT_HISTORY, days: 1.5 },
      { ...DEFAULT_HISTORY, bytes: -1 },
      { ...DEFAULT_HISTORY, runsOfAFlow: '5' },
      { ...DEFAULT_HISTORY, keepsRecords: 'yes' },
    ],
  },
};
