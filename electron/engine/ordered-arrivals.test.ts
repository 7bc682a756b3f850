import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';
import { memorySpill } from './spill/memory-spill.fixture.ts';

type Options = {
  /** None where both ways are as fast as can be. */
  delays: number[];
  collect: { type: string; settings: JsonObject };
  memoryBytes?: number;
  /** What writing outside memory waits for. */
  disk?: () => Promise<unknown>;
};

/** Two ways to a collecting step, each as slow as chance has it; gives what was written under which name. */
async function writtenBy({ delays, collect, memoryBytes, disk }: Options) {
  let next = 0;
  const slow = testStep({ type: 'slow', shape: 'map', effect: 'read' }, ({ clock }) => ({
    shape: 'map',
    pure: false,
    concurrency: 2,
    async run() {
      next += 1;
      const delay = delays[next % delays.length];
      if (delay !== undefined) await clock.sleep(delay);
      return {};
    },
  }));
  const written = new Map<string, JsonObject>();
  const write = testStep({ type: 'write', shape: 'map', effect: 'write' }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 1,
    async run(record, call) {
      written.set(call.idempotencyKey(0), record);
      return {};
    },
  }));
  const flow = testFlow(
    [
      { id: 'start', type: 'manual' },
      { id: 'a', type: 'slow' },
      { id: 'b', type: 'slow' },
      { id: 'both', type: 'merge' },
      { id: 'step', onError: 'skip', ...collect },
      { id: 'write', type: 'write' },
    ],
    [
      { from: 'start', to: 'a' },
      { from: 'start', to: 'b' },
      { from: 'a', to: 'both' },
      { from: 'b', to: 'both', toPort: 'b' },
      { from: 'both', to: 'step' },
      { from: 'step', to: 'write' },
    ],
    { settings: { batchSize: 3 } },
  );
  const test = startTestRun(flow, {
    turn,
    steps: [slow, write],
    triggerRecords: numbered(12),
    openSpill: () => memorySpill(memoryBytes, disk),
  });
  const { state } = await test.end();
  return { written, step: state.steps.step };
}

describe('behind branches a step that needs all its records', () => {
  it.each<[string, JsonObject]>([
    ['sort', { by: 'n % 2' }],
    ['sort', { by: '12 / (n - 5)' }],
    ['gather', { origin: 'all', value: 'n' }],
    [
      'summarise',
      { groupBy: [{ value: 'n % 3', name: 'g' }], measures: [{ name: 'all', function: 'list', value: 'n' }] },
    ],
  ])('R7 names its results the same, whatever the timing and the memory: %s', async (type, settings) => {
    const collect = { type, settings };
    const { written: expected, step: counts } = await writtenBy({ delays: [0], collect });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 0, max: 9_000 }),
        async (delays, memoryBytes) => {
          const { written, step } = await writtenBy({ delays, collect, memoryBytes });
          expect([...written]).toEqual([...expected]);
          expect(step).toMatchObject({ in: 24, failed: counts?.failed, skipped: 0 });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('R15 gets every record when two lines bring theirs at once while room is made outside memory', async () => {
    const collect = { type: 'sort', settings: { by: 'n' } };
    const { written, step } = await writtenBy({ delays: [], collect, memoryBytes: 0, disk: turn });
    expect(step).toMatchObject({ in: 24, out: { out: 24 }, failed: 0, skipped: 0 });
    expect([...written.values()]).toEqual(numbered(12).flatMap((record) => [record, record]));
  });

  it('gets those of one line in the order in which they left, however often each was split and read for', async () => {
    const write = testStep({ type: 'write', shape: 'map', effect: 'write' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 1,
      run: async () => ({}),
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'none', type: 'limit', settings: { count: 0 } },
        { id: 'rows', type: 'for_each', settings: { list: 'rows' } },
        { id: 'cells', type: 'for_each', settings: { list: 'item' } },
        { id: 'read', type: 'read' },
        { id: 'first', type: 'sort', settings: { by: '0' } },
        { id: 'write', type: 'write' },
      ],
      [
        { from: 'start', to: 'none' },
        { from: 'none', to: 'first' },
        { from: 'start', to: 'rows' },
        { from: 'rows', to: 'cells' },
        { from: 'cells', to: 'read' },
        { from: 'read', to: 'first' },
        { from: 'first', to: 'write' },
      ],
    );
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const read = testStep({ type: 'read', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      async *read() {
        yield { records: [{ page: 1 }] };
        yield { records: [{ page: 2 }] };
      },
    }));
    const { output } = await startTestRun(flow, { turn, steps: [read, write], triggerRecords: [{ rows }] }).end();
    const names = output.map(({ item, page }) => `${item}.${page}`);
    expect(names).toEqual(['1.1', '1.2', '2.1', '2.2', '3.1', '3.2', '4.1', '4.2']);
  });
});
