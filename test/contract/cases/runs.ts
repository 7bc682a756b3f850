import { expect } from 'vitest';
import { createFlow } from '../../../shared/flow/index.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { doublingFlow, eventsOf, newName, runToEnd, start, startHanging, store } from '../sample-flows.ts';
import type { World } from '../world.ts';

const someRecords = [{ N: 1 }, { N: 'two' }, { N: 3 }];
const badRunIds = badIds.map((input) =>
  typeof input === 'object' && input !== null && 'id' in input ? { runId: input.id } : input,
);
const badPages = [
  { offset: -1, limit: 10 },
  { offset: 0, limit: 0 },
  { offset: 0, limit: 1001 },
  { offset: 0.5, limit: 10 },
];

async function runSome(world: World) {
  const { id } = await store(world, doublingFlow());
  return { flowId: id, ...(await runToEnd(world, id, someRecords)) };
}

export const runCases: AreaCases = {
  start: {
    works: async (world) => {
      const { events } = await runSome(world);
      expect(events[0]).toMatchObject({ seq: 1, type: 'run.started' });
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: 'partly_succeeded' });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.start({ flowId: NOWHERE }),
      FLOW_PROBLEMS: async (world) => {
        const broken = doublingFlow();
        const [, double] = broken.steps;
        if (double) double.settings = { fields: [{ name: 'Doubled', value: '{{ N * }}' }] };
        const { id } = await store(world, broken);
        return world.client.runs.start({ flowId: id });
      },
      RUN_SCOPE_WRONG: async (world) => {
        const { id } = await store(world, doublingFlow());
        return world.client.runs.start({ flowId: id, scope: { kind: 'until', step: 'nowhere' } });
      },
      RUN_DATA_MISSING: async (world) => {
        const { id } = await store(world, doublingFlow());
        return world.client.runs.start({ flowId: id, scope: { kind: 'only', step: 'double' } });
      },
    },
    badInputs: [
      undefined,
      {},
      { flowId: '' },
      { flowId: NOWHERE, input: [1] },
      { flowId: NOWHERE, parameters: [] },
      { flowId: NOWHERE, scope: { kind: 'all', step: 'double' } },
      { flowId: NOWHERE, scope: { kind: 'until' } },
      { flowId: NOWHERE, firstRecords: 0 },
      { flowId: NOWHERE, firstRecords: 1.5 },
    ],
  },

  paused: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      const { runId } = await world.client.runs.start({
        flowId: id,
        input: someRecords,
        breakpoints: [{ step: 'double', condition: 'N == 3' }],
      });
      const paused = () => world.client.runs.paused({ runId });
      await expect.poll(paused).toEqual({ paused: [{ pause: 1, step: 'double', index: 2, record: { N: 3 } }] });
      expect((await world.client.runs.get({ runId })).summary.status).toBe('waiting');
      await world.client.runs.cancel({ runId });
      await eventsOf(world, runId);
      expect(await paused()).toEqual({ paused: [] });
    },
    refuses: { NOT_FOUND: ({ client }) => client.runs.paused({ runId: NOWHERE }) },
    badInputs: badRunIds,
  },

  proceed: {
    works: async (world) => {
      const { id } = await store(world, doublingFlow());
      const { runId } = await world.client.runs.start({
        flowId: id,
        input: someRecords,
        breakpoints: [{ step: 'double' }],
      });
      const { client } = world;
      await expect.poll(() => client.runs.paused({ runId })).toMatchObject({ paused: [{ record: { N: 1 } }] });
      expect(await client.runs.proceed({ runId, pause: 1, until: 'next' })).toEqual({ proceeding: true });
      expect(await client.runs.proceed({ runId, pause: 1, until: 'next' })).toEqual({ proceeding: false });
      await expect.poll(() => client.runs.paused({ runId })).toMatchObject({ paused: [{ record: { N: 'two' } }] });
      await client.runs.proceed({ runId, pause: 2, record: { N: 2 }, until: 'end' });
      expect((await eventsOf(world, runId)).at(-1)).toMatchObject({ status: 'succeeded' });
      const { records } = await client.runs.records({ runId, step: 'double', port: 'out', offset: 0, limit: 9 });
      expect(records.map(({ Doubled }) => Doubled)).toEqual([2, 4, 6]);
    },
    badInputs: [
      ...badRunIds,
      { runId: NOWHERE, pause: 0, until: 'next' },
      { runId: NOWHERE, pause: 1, until: 'never' },
    ],
  },

  cancel: {
    works: async (world) => {
      const { runId } = await startHanging(world);
      const calling = world.silentService.callers();
      const ending = eventsOf(world, runId);
      expect(await world.client.runs.cancel({ runId })).toEqual({ cancelling: true });
      expect((await ending).at(-1)).toMatchObject({ type: 'run.finished', status: 'cancelled' });
      expect((await world.client.runs.get({ runId })).summary.status).toBe('cancelled');
      await expect.poll(world.silentService.callers).toBeLessThan(calling);
      expect(await world.client.runs.cancel({ runId })).toEqual({ cancelling: false });
    },
    badInputs: badRunIds,
  },

  resume: {
    works: async (world) => {
      const { runId } = await startHanging(world);
      const stopped = eventsOf(world, runId);
      await world.client.runs.cancel({ runId });
      await stopped;
      const called = world.silentService.calls();
      expect(await world.client.runs.resume({ runId })).toEqual({ runId });
      await expect.poll(world.silentService.calls).toBeGreaterThan(called);
      const { state } = await world.client.runs.get({ runId });
      expect(state.header.attempt).toBe(2);
      const ending = eventsOf(world, runId, state.lastSeq);
      await world.client.runs.cancel({ runId });
      await ending;
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.resume({ runId: NOWHERE }),
      RUN_NOT_RESUMABLE: async (world) => {
        const { id } = await store(world, { ...doublingFlow(), settings: { durable: false } });
        const { runId } = await runToEnd(world, id, [{ N: 1 }]);
        return world.client.runs.resume({ runId });
      },
    },
    badInputs: badRunIds,
  },

  rerun: {
    works: async (world) => {
      const { runId } = await runSome(world);
      const { runId: again } = await world.client.runs.rerun({
        runId,
        version: 'same',
        from: { kind: 'failures', step: 'double' },
      });
      expect((await eventsOf(world, again)).at(-1)).toMatchObject({ status: 'partly_succeeded' });
      const { state } = await world.client.runs.get({ runId: again });
      expect(state.header.cameOf).toMatchObject({ runId, as: 'retry' });
      expect(state.steps.double).toMatchObject({ in: 1, failed: 1 });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.rerun({ runId: NOWHERE, version: 'same', from: { kind: 'start' } }),
      RUN_UNDER_WAY: async (world) => {
        const { runId } = await startHanging(world);
        try {
          return await world.client.runs.rerun({ runId, version: 'same', from: { kind: 'start' } });
        } finally {
          await world.client.runs.cancel({ runId });
        }
      },
      RUN_NOT_RESUMABLE: async (world) => {
        const { id } = await store(world, { ...doublingFlow(), settings: { durable: false } });
        const { runId } = await runToEnd(world, id, [{ N: 1 }]);
        return world.client.runs.rerun({ runId, version: 'same', from: { kind: 'failed' } });
      },
    },
    badInputs: [
      ...badRunIds,
      { runId: NOWHERE, version: 'old', from: { kind: 'start' } },
      { runId: NOWHERE, version: 'same', from: { kind: 'step' } },
      { runId: NOWHERE, version: 'same' },
    ],
  },

  rerunOptions: {
    works: async (world) => {
      const { runId } = await runSome(world);
      const { options, revision, current } = await world.client.runs.rerunOptions({ runId });
      expect([revision, current]).toEqual([1, 1]);
      expect(options.map(({ from, version, unavailable }) => [from.kind, version, unavailable])).toEqual([
        ['failed', 'same', null],
        ['failed', 'current', null],
        ['failures', 'current', null],
        ['start', 'current', null],
      ]);
    },
    refuses: { NOT_FOUND: ({ client }) => client.runs.rerunOptions({ runId: NOWHERE }) },
    badInputs: badRunIds,
  },

  list: {
    works: async (world) => {
      const { flowId, runId } = await runSome(world);
      const second = await runToEnd(world, flowId, [{ N: 1 }]);
      const { runs, total } = await world.client.runs.list({ flowId, offset: 0, limit: 10 });
      expect(total).toBe(2);
      expect(runs.map((run) => run.runId)).toEqual([second.runId, runId]);
      const page = await world.client.runs.list({ flowId, offset: 1, limit: 1 });
      expect([page.total, page.runs.map((run) => run.runId)]).toEqual([2, [runId]]);
    },
    badInputs: [undefined, {}, ...badPages, { flowId: '', offset: 0, limit: 1 }],
  },

  get: {
    works: async (world) => {
      const { flowId, runId } = await runSome(world);
      const { summary, state } = await world.client.runs.get({ runId });
      expect(summary).toMatchObject({ runId, flowId, status: 'partly_succeeded', failed: 1 });
      expect(state.steps.double).toMatchObject({ failed: 1 });
    },
    refuses: { NOT_FOUND: ({ client }) => client.runs.get({ runId: NOWHERE }) },
    badInputs: badRunIds,
  },

  latest: {
    works: async (world) => {
      const { flowId } = await runSome(world);
      const { runId } = await runToEnd(world, flowId, [{ N: 1 }]);
      expect((await world.client.runs.latest({ flowId }))?.summary.runId).toBe(runId);
      expect(await world.client.runs.latest({ flowId: NOWHERE })).toBeNull();
    },
    badInputs: [undefined, {}, { flowId: 1 }],
  },

  records: {
    works: async (world) => {
      const { runId } = await runSome(world);
      const all = { runId, step: 'double', port: 'out' };
      expect(await world.client.runs.records({ ...all, offset: 0, limit: 10 })).toEqual({
        records: [
          { N: 1, Doubled: 2 },
          { N: 3, Doubled: 6 },
        ],
        total: 2,
      });
      expect(await world.client.runs.records({ ...all, offset: 1, limit: 1 })).toEqual({
        records: [{ N: 3, Doubled: 6 }],
        total: 2,
      });
    },
    refuses: {
      NOT_FOUND: ({ client }) =>
        client.runs.records({ runId: NOWHERE, step: 'double', port: 'out', offset: 0, limit: 10 }),
    },
    badInputs: [...badRunIds, ...badPages.map((page) => ({ runId: NOWHERE, step: 'double', port: 'out', ...page }))],
  },

  remove: {
    works: async (world) => {
      const { runId } = await runSome(world);
      expect(await world.client.runs.remove({ runId })).toEqual({ removed: true });
      await expect(world.client.runs.get({ runId })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.remove({ runId: NOWHERE }),
      RUN_UNDER_WAY: async (world) => {
        const { runId } = await startHanging(world);
        try {
          return await world.client.runs.remove({ runId });
        } finally {
          await world.client.runs.cancel({ runId });
        }
      },
    },
    badInputs: badRunIds,
  },

  trace: {
    works: async (world) => {
      const { runId } = await runSome(world);
      expect(await world.client.runs.trace({ runId, step: 'double', port: 'out', index: 1 })).toMatchObject({
        from: [{ runId, step: 'start', port: 'out', index: 2 }],
        to: [],
        endings: [],
        runs: [{ runId, status: 'partly_succeeded' }],
        gaps: [],
        more: false,
      });
      const ending = { runId, step: 'double', place: 1, became: 'failed', error: { code: 'EXPRESSION_TYPE' } };
      const { endings } = await world.client.runs.trace({ runId, step: 'start', port: 'out', index: 1 });
      expect(endings).toMatchObject([ending]);
      expect(await world.client.runs.trace({ runId, step: 'double', place: 1 })).toMatchObject({
        from: [{ runId, step: 'start', port: 'out', index: 1 }],
        to: [],
        endings: [ending],
      });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.trace({ runId: NOWHERE, step: 'double', port: 'out', index: 0 }),
    },
    badInputs: [
      ...badRunIds,
      { runId: NOWHERE, step: 'double' },
      { runId: NOWHERE, step: 'double', port: 'out', index: -1 },
      { runId: NOWHERE, step: 'double', place: 0.5 },
    ],
  },

  failures: {
    works: async (world) => {
      const { runId } = await runSome(world);
      const { failures, total } = await world.client.runs.failures({ runId, step: 'double', offset: 0, limit: 10 });
      expect(total).toBe(1);
      expect(failures).toMatchObject([
        { index: 1, record: { N: 'two' }, disposition: 'skip', error: { code: 'EXPRESSION_TYPE' } },
      ]);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.runs.failures({ runId: NOWHERE, step: 'double', offset: 0, limit: 10 }),
    },
    badInputs: [...badRunIds, ...badPages.map((page) => ({ runId: NOWHERE, step: 'double', ...page }))],
  },

  showFolder: {
    works: async (world) => {
      const { client, shownFolders } = world;
      const reading = createFlow(newName('Read'), newName('read'));
      reading.steps.push(
        { id: 'start', type: 'manual', name: 'Start' },
        { id: 'sites', type: 'files.read', name: 'Sites', settings: { path: 'gone.csv' } },
      );
      reading.edges.push({ from: 'start', to: 'sites' });
      const { id } = await store(world, reading);
      const { runId } = await runToEnd(world, id, [{}]);
      const path = String((await client.runs.get({ runId })).state.steps.sites?.error?.data.path);
      expect(await client.runs.showFolder({ runId, path })).toEqual({ shown: true });
      expect(shownFolders.at(-1)).toBe(path);
    },
    refuses: {
      NOT_FOUND: async (world) => {
        const { runId } = await runSome(world);
        return world.client.runs.showFolder({ runId, path: '/etc/passwd' });
      },
    },
    badInputs: [...badRunIds, { runId: NOWHERE }, { runId: NOWHERE, path: '' }],
  },

  watch: {
    works: async (world) => {
      const { runId, events } = await runSome(world);
      const numbers = events.map(({ seq }) => seq);
      expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
      expect(events.at(-1)?.type).toBe('run.finished');
      // Resumed anywhere, the stream gives what came after, and only that.
      for (const { seq } of events) {
        expect(await eventsOf(world, runId, seq)).toEqual(events.filter((event) => event.seq > seq));
      }
      // A flow without steps ends at once, and so does its stream.
      const empty = await store(world, createFlow(newName('Empty'), newName('empty')));
      await expect(start(world, empty.id)).rejects.toBeDefined();
    },
    refuses: {
      NOT_FOUND: ({ client }) => drain(client.runs.watch({ runId: NOWHERE, afterSeq: 0 })),
    },
    badInputs: [...badRunIds, { runId: NOWHERE, afterSeq: -1 }, { runId: NOWHERE, afterSeq: 0.5 }],
  },
};

/** A stream's error comes when it is read. */
async function drain(stream: Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const _ of await stream);
}
