import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import { numbered, startTestRun, testFlow } from '../flow-run.fixture.ts';
import { memorySpill } from './memory-spill.fixture.ts';
import { mergeSorted } from './merge-sorted.ts';
import type { RowCodec } from './sorted-runs.ts';
import { Sorter } from './sorter.ts';

type Row = { key: string; place: number };

const codec: RowCodec<Row> = {
  compare: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place),
  encode: ({ key, place }) => `${JSON.stringify(key)}\t${place}`,
  decode: (line) => {
    const [key = '""', place] = line.split('\t');
    return { key: JSON.parse(key), place: Number(place) };
  },
};

const keys = fc.array(fc.string({ maxLength: 3, unit: 'binary' }), { maxLength: 120 });

describe('sorting past what memory holds', () => {
  it('R15 gives all rows in order, however little memory there is and however many runs it takes', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 0, max: 200 }), async (drawn, memoryBytes) => {
        const spill = memorySpill(memoryBytes);
        const sorter = new Sorter(spill, codec, { mostRuns: 3 });
        const rows = drawn.map((key, place) => ({ key, place }));
        for (const row of rows) await sorter.add(row, 10);
        const sorted: Row[] = [];
        for await (const page of sorter.read()) sorted.push(...page);
        expect(sorted).toEqual(rows.toSorted(codec.compare));
        expect(spill.taken > 0).toBe(rows.length * 10 > memoryBytes);
      }),
      { numRuns: 200 },
    );
  });
});

async function* inPages(rows: number[], size: number, closed: () => void): AsyncGenerator<number[]> {
  try {
    for (let place = 0; place < rows.length; place += size) yield rows.slice(place, place + size);
  } finally {
    closed();
  }
}

describe('merging sorted inputs', () => {
  it('keeps the order of its inputs among equal rows, and closes them when nobody reads on', async () => {
    let closed = 0;
    const input = (rows: number[]) => inPages(rows, 2, () => (closed += 1));
    const tens = (a: number, b: number) => Math.floor(a / 10) - Math.floor(b / 10);
    const merged = mergeSorted([input([11, 21, 31]), input([]), input([12, 13, 32])], tens, 3);
    expect(await merged.next()).toEqual({ done: false, value: [11, 12, 13] });
    await merged.return(undefined);
    expect(closed).toBe(3);
  });
});

describe('a disk that is full', () => {
  it('ends the run with what happened, and leaves nothing behind', async () => {
    const spill = memorySpill(100);
    const full = new MillraceError('DISK_FULL', { path: 'temporary/1' });
    const createFile = () => ({ ...spill.createFile(), append: () => Promise.reject(full) });
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'sort', type: 'sort', settings: { by: 'n' }, onError: 'skip' },
    ]);
    const openSpill = () => ({ ...spill, createFile, close: () => spill.close() });
    const { state } = await startTestRun(flow, { turn, triggerRecords: numbered(100), openSpill }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
    expect(state.steps.sort?.status).toBe('failed');
    expect(spill.closed).toBe(true);
  });
});
