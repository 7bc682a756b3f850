import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import type { RunHeader, RunStatus } from '../../shared/run/events.ts';
import { DEFAULT_HISTORY } from '../../shared/run/history.ts';
import { repetitions, timeLimit } from '../../test/support/long.ts';
import {
  createTemporaryFolder,
  createTemporaryStore,
  type TemporaryStore,
} from '../../test/support/temporary-store.ts';
import { watchStatements } from '../../test/support/watched-statements.ts';
import { createStoreFiles } from '../node/store-files.ts';

const header = (runId: string, flowId: string): RunHeader => ({
  runId,
  flowId,
  flowName: flowId,
  revision: 1,
  trigger: 'manual',
  startedAt: '2026-11-22T08:00:00.000Z',
  retention: 'full',
  steps: [{ id: 'leads', name: 'Get leads', type: 'files.read' }],
  edges: [],
});

/** A run that ended so, with some records. */
async function record(
  { store }: TemporaryStore,
  { id, flowId = 'f1', status, records }: { id: string; flowId?: string; status: RunStatus; records: JsonObject[] },
): Promise<void> {
  const recorder = store.createRunRecorder();
  recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header: header(id, flowId) });
  if (records.length > 0) recorder.records('leads', 'out', 0, records);
  recorder.event({ seq: 2, elapsedMs: 1, type: 'run.finished', status, durationMs: 1 });
  await recorder.flush();
}

const rows = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, n) => ({ Name: `Person ${n}`, Email: `p${n}@example.org`, Amount: n }));

const numbersOf = ({ store }: TemporaryStore): number[] =>
  store.runs.list({ offset: 0, limit: 100_000 }).runs.map(({ number }) => number);

describe('history within its limits', () => {
  const runs = repetitions(300, 10_000);

  it(
    `R28 ${runs} runs take at most the cap and a tenth; the oldest go first, the newest failed run of a flow never`,
    async () => {
      const temporary = createTemporaryStore();
      const sizeOf = () => statSync(`${temporary.folder}/millrace.db`).size;
      temporary.store.close();
      const empty = sizeOf();
      temporary.store = createTemporaryStore(temporary.folder).store;
      const cap = runs * 10_000;
      const newestFailed = new Map<string, number>();
      for (let number = 1; number <= runs; number += 1) {
        const flowId = `flow ${number % 7}`;
        // Every flow failed long ago, and some again later.
        const failed = number <= 7 || (number % 7 < 3 && number % 31 === 0);
        if (failed) newestFailed.set(flowId, number);
        await record(temporary, {
          id: `r${number}`,
          flowId,
          status: failed ? 'failed' : 'succeeded',
          records: rows(400),
        });
        temporary.store.runs.prune({ ...DEFAULT_HISTORY, bytes: cap, runsOfAFlow: runs }, flowId);
        expect(temporary.store.runs.size().bytes).toBeLessThanOrEqual(cap);
      }
      const kept = numbersOf(temporary);
      const protectedRuns = [...newestFailed.values()];
      for (const number of protectedRuns) expect(kept).toContain(number);
      const others = kept.filter((number) => !protectedRuns.includes(number));
      const oldest = others.at(-1) ?? 0;
      const expected = Array.from({ length: runs - oldest + 1 }, (_, index) => runs - index);
      expect(others).toEqual(expected.filter((number) => !protectedRuns.includes(number)));
      expect(kept.length).toBeGreaterThan(runs / 10);
      temporary.store.close();
      expect(sizeOf() - empty).toBeLessThan(cap * 1.1);
      temporary.store = createTemporaryStore(temporary.folder).store;
    },
    timeLimit(runs, 20),
  );

  it('R28 lowered limits are met pass by pass, each a bounded piece of work', async () => {
    const temporary = createTemporaryStore();
    for (let number = 1; number <= 130; number += 1) {
      const status = number === 5 ? 'failed' : number === 9 ? 'interrupted' : 'succeeded';
      await record(temporary, { id: `r${number}`, flowId: `flow ${number % 2}`, status, records: [] });
    }
    const limits = { ...DEFAULT_HISTORY, runsOfAFlow: 3 };
    const passes: number[] = [];
    for (let removed = temporary.store.runs.prune(limits); removed > 0; removed = temporary.store.runs.prune(limits)) {
      passes.push(removed);
    }
    expect(passes).toEqual([50, 50, 22]);
    expect(numbersOf(temporary)).toEqual([130, 129, 128, 127, 126, 125, 9, 5]);
  });

  it('R29 looks after a run only at what it needs, however many others there are', async () => {
    const folder = createTemporaryFolder();
    const { files, statements } = watchStatements(createStoreFiles(folder));
    const temporary = createTemporaryStore(folder, files);
    const limits = { ...DEFAULT_HISTORY, runsOfAFlow: 20 };
    for (let number = 1; number <= 40; number += 1) {
      await record(temporary, {
        id: `r${number}`,
        status: number % 9 === 0 ? 'failed' : 'succeeded',
        records: rows(5),
      });
      statements.forget();
      temporary.store.runs.prune(limits, 'f1');
    }
    expect(temporary.store.runs.size().runs).toBe(20);
    expect(statements.ran.filter((sql) => sql.includes('vacuum'))).toEqual([]);
    expect(statements.ran.filter((sql) => sql.startsWith('BEGIN'))).toEqual(['BEGIN RELAXED']);
    // The totals have a row for each flow.
    expect(statements.explain().filter((line) => line.startsWith('SCAN'))).toEqual(['SCAN run_totals']);
  });

  it('R28 a dry run stays while a run that applies its plan can go on', async () => {
    const temporary = createTemporaryStore();
    const { store } = temporary;
    await record(temporary, { id: 'dry', status: 'succeeded', records: [] });
    store.plans.begin('dry', {}, {});
    store.runRequests.keep('applying', {});
    store.plans.claim('dry', 'applying');
    await record(temporary, { id: 'applying', status: 'interrupted', records: [] });
    const limits = { ...DEFAULT_HISTORY, runsOfAFlow: 1 };
    store.runs.prune(limits);
    expect(numbersOf(temporary)).toEqual([2, 1]);
    store.runRequests.remove('applying');
    store.runs.prune(limits);
    expect(numbersOf(temporary)).toEqual([2]);
  });

  it('counts what the journal keeps of a run that can go on', async () => {
    const temporary = createTemporaryStore();
    const { store } = temporary;
    await record(temporary, { id: 'r1', status: 'failed', records: [] });
    const before = store.runs.size().bytes;
    const page = { records: rows(1_000) };
    await store.journal.append([{ runId: 'r1', step: 'leads', batchKey: 'leads', outcome: { page } }]);
    store.runs.countJournal('r1');
    expect(store.runs.size()).toMatchObject({ runs: 1 });
    expect(store.runs.size().bytes - before).toBeGreaterThan(JSON.stringify(page).length);
  });
});
