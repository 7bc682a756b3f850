import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { isJournaledArrivals, type JournalEntry } from '../ports/run.ts';
import { numbered, startTestRun, type TestRunOptions, testFlow, testStep } from './flow-run.fixture.ts';
import { memorySpill } from './spill/memory-spill.fixture.ts';

/** What is outside: the names under which something was written, each with its record, and those written twice. */
type World = { written: Map<string, JsonObject>; twice: string[] };

type Circumstances = { delays: number[]; memoryBytes: number };

const slow = ({ delays }: Circumstances) => {
  let next = 0;
  return testStep({ type: 'slow', shape: 'map', effect: 'read' }, ({ clock }) => ({
    shape: 'map',
    pure: false,
    concurrency: 2,
    async run() {
      next += 1;
      await clock.sleep(delays[next % delays.length] ?? 0);
      return {};
    },
  }));
};

const write = ({ written, twice }: World) =>
  testStep({ type: 'write', shape: 'map', effect: 'write' }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 2,
    async run(record, call) {
      const key = call.idempotencyKey(0);
      if (written.has(key)) twice.push(key);
      written.set(key, record);
      return { adds: 1 };
    },
    settle: async (records, call) =>
      records.map((_, index) => (written.has(call.idempotencyKey(index)) ? { outcome: { adds: 1 } } : 'not-done')),
  }));

/** Two ways, each as slow as chance has it, to a step for which order counts, and a write behind it. */
function start(
  steps: { type: string; settings: JsonObject }[],
  circumstances: Circumstances,
  world: World,
  more: Omit<TestRunOptions, 'turn'> = {},
) {
  const behind = steps.map((step, index) => ({ id: `step${index}`, ...step }));
  const chain = ['both', ...behind.map(({ id }) => id), 'write'];
  const flow = testFlow(
    [
      { id: 'start', type: 'manual' },
      { id: 'a', type: 'slow' },
      { id: 'b', type: 'slow' },
      { id: 'both', type: 'merge' },
      ...behind,
      { id: 'write', type: 'write' },
    ],
    [
      { from: 'start', to: 'a' },
      { from: 'start', to: 'b' },
      { from: 'a', to: 'both' },
      { from: 'b', to: 'both', toPort: 'b' },
      ...chain.slice(1).map((to, index) => ({ from: chain[index] ?? '', to })),
    ],
    { settings: { batchSize: 3 } },
  );
  return startTestRun(flow, {
    turn,
    steps: [slow(circumstances), write(world)],
    triggerRecords: numbered(12),
    openSpill: () => memorySpill(circumstances.memoryBytes),
    ...more,
  });
}

const resume = (entries: readonly JournalEntry[]) => ({
  attempt: 2,
  startedAt: '2026-11-22T08:00:00.000Z',
  // As they are read from the disk.
  entries: JSON.parse(JSON.stringify(entries)) as JournalEntry[],
  lastSeq: 1_000,
});

/** The world as a crash finds it behind so many entries of the journal: all that was announced was done. */
function worldAfter(entries: readonly JournalEntry[], { written }: World): World {
  const done = new Map<string, JsonObject>();
  for (const { runId, step, batchKey, outcome } of entries) {
    if (!('begunAt' in outcome)) continue;
    for (const id of outcome.records) {
      const key = `${runId}/${step}/${batchKey}#${id}`;
      const record = written.get(key);
      if (record) done.set(key, record);
    }
  }
  return { written: done, twice: [] };
}

const circumstances = fc.record({
  delays: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 7 }),
  memoryBytes: fc.constantFrom(2 ** 30, 300, 2_000),
});

describe('a step behind branches that hands records on as they come', () => {
  it.each<[string, { type: string; settings: JsonObject }[], (written: JsonObject[]) => void]>([
    [
      'limit takes no other records',
      [{ type: 'limit', settings: { count: 7, skip: 2 } }],
      (written) => expect(written).toHaveLength(7),
    ],
    [
      'remove_duplicates keeps no other records',
      [{ type: 'remove_duplicates', settings: { by: ['n % 5'] } }],
      (written) => expect(written.map(({ n }) => Number(n) % 5).sort()).toEqual([0, 1, 2, 3, 4]),
    ],
    [
      'for_each numbers what it splits the same, of which the first lists are written',
      [
        { type: 'for_each', settings: { list: '[n, n]' } },
        { type: 'gather', settings: { origin: 'step0', value: 'item' } },
        { type: 'limit', settings: { count: 5 } },
      ],
      (written) => expect(written).toHaveLength(5),
    ],
  ])('R7 R8 goes on from any prefix of the journal, and %s', async (_, steps, holds) => {
    await fc.assert(
      fc.asyncProperty(circumstances, circumstances, fc.double({ min: 0, max: 1, noNaN: true }), async (...drawn) => {
        const [before, after, cut] = drawn;
        const first: World = { written: new Map(), twice: [] };
        const whole = start(steps, before, first);
        await whole.end();
        holds([...first.written.values()]);
        const entries = whole.journal.slice(0, Math.round(cut * whole.journal.length));
        const world = worldAfter(entries, first);
        const again = start(steps, after, world, { resume: resume(entries) });
        const { state } = await again.end();
        expect(state.status).toBe('succeeded');
        expect(world.twice).toEqual([]);
        holds([...world.written.values()]);
        // A third try finds all of it, and does nothing.
        const names = [...world.written.keys()];
        const third = start(steps, before, world, { resume: resume([...entries, ...again.journal]) });
        await third.end();
        expect([...world.written.keys()]).toEqual(names);
        expect(world.twice).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('journals which records it takes before it takes them, and none behind a limit that has enough', async () => {
    const world: World = { written: new Map(), twice: [] };
    const steps = [{ type: 'limit', settings: { count: 4 } }];
    const { journal, end } = start(steps, { delays: [0], memoryBytes: 2 ** 30 }, world);
    await end();
    const taken = journal.filter(({ outcome }) => isJournaledArrivals(outcome));
    const firstCall = journal.findIndex(({ step }) => step === 'write');
    expect(journal.indexOf(taken[0] as JournalEntry)).toBeLessThan(firstCall);
    const many = taken.flatMap(({ outcome }) =>
      isJournaledArrivals(outcome) ? outcome.arrived.map((entry) => (Array.isArray(entry) ? entry[1] : 1)) : [],
    );
    expect(many.reduce((sum, count) => sum + count, 0)).toBeLessThan(13);
  });

  it('R8 hands nothing on when the disk is full at the journal, and counts every record', async () => {
    const world: World = { written: new Map(), twice: [] };
    const steps = [{ type: 'limit', settings: { count: 4 } }];
    const full = new MillraceError('DISK_FULL', { path: 'millrace.db', cause: 'ENOSPC' });
    const append = async (entries: JournalEntry[]) => {
      if (entries.some(({ outcome }) => isJournaledArrivals(outcome))) throw full;
    };
    const { state } = await start(steps, { delays: [0], memoryBytes: 2 ** 30 }, world, { journal: { append } }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
    expect(world.written.size).toBe(0);
    const { in: received, skipped } = state.steps.step0 ?? {};
    expect(received).toBeGreaterThan(0);
    expect(skipped).toBe(received);
  });

  it('R16 goes on in the end when records of an earlier try don’t come again and a source has no end', async () => {
    const world: World = { written: new Map(), twice: [] };
    const lost: JournalEntry = {
      runId: 'run-1',
      step: 'step',
      batchKey: 'gone:0',
      outcome: { arrived: [[0, 2], '3+1.1'] },
    };
    const endless = testStep({ type: 'endless', shape: 'source', effect: 'read' }, ({ clock }) => ({
      shape: 'source',
      async *read() {
        for (;;) {
          await clock.sleep(1_000);
          yield { records: numbered(1_000), cursor: 1 };
        }
      },
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'a', type: 'endless' },
        { id: 'b', type: 'endless' },
        { id: 'both', type: 'merge' },
        { id: 'step', type: 'limit', settings: { count: 7 } },
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
      { settings: { batchSize: 20 } },
    );
    const { clock, end } = startTestRun(flow, {
      turn,
      steps: [endless, write(world)],
      resume: resume([lost]),
      retention: 'none',
      openSpill: () => memorySpill(100_000),
    });
    const { state } = await end();
    expect(state.status).toBe('succeeded');
    expect(world.written.size).toBe(7);
    expect(clock.monotonic()).toBeLessThan(320_000);
    expect(state.steps.step?.in).toBeLessThan(50_000);
  });
});
