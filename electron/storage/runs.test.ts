import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Retention } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { FailedRecord, RunEventBody, RunHeader } from '../../shared/run/events.ts';
import { DEFAULT_HISTORY } from '../../shared/run/history.ts';
import { foldRunEvents } from '../../shared/run/state.ts';
import { createTemporaryStore, type TemporaryStore } from '../../test/support/temporary-store.ts';
import type { RunRecorder } from '../ports/run.ts';
import type { RecorderOptions } from './run-recorder.ts';

const header = (runId: string, retention: Retention): RunHeader => ({
  runId,
  flowId: 'f1',
  flowName: 'Import',
  revision: 3,
  trigger: 'manual',
  startedAt: '2026-11-22T08:00:00.000Z',
  retention,
  steps: [
    { id: 'start', name: 'Run now', type: 'manual' },
    { id: 'leads', name: 'Get leads', type: 'files.read' },
    { id: 'write', name: 'Write', type: 'files.write' },
  ],
  edges: [
    { from: 'start', port: 'out', to: 'leads', toPort: 'in' },
    { from: 'leads', port: 'out', to: 'write', toPort: 'in' },
  ],
});

/** A run under way: `tell` numbers the events. */
type Telling = { recorder: RunRecorder; tell(...bodies: RunEventBody[]): void };

function startRun(
  { store }: Pick<TemporaryStore, 'store'>,
  runId = 'r1',
  retention: Retention = 'full',
  options?: RecorderOptions,
): Telling {
  const recorder = store.createRunRecorder(options);
  let seq = 0;
  const tell = (...bodies: RunEventBody[]): void => {
    for (const body of bodies) {
      seq += 1;
      recorder.event({ seq, elapsedMs: seq * 10, ...body });
    }
  };
  tell({ type: 'run.started', header: header(runId, retention) });
  return { recorder, tell };
}

const rows = (count: number, from = 0): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ number: from + index, name: `Ädä ${from + index}` }));

const failures = (count: number, from = 0): FailedRecord[] =>
  rows(count, from).map((record, index) => ({
    index: from + index,
    record,
    error: new MillraceError('MISSING_INPUT', { field: 'Email' }).describe(),
    disposition: 'skip',
  }));

const all = { offset: 0, limit: 1000 };

describe('a recorded run', () => {
  it('has the state that its events fold to, during the run and after', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary);
    expect(temporary.store.runs.get('r1').summary).toMatchObject({ number: 1, status: 'running', durationMs: null });
    tell(
      { type: 'step.started', step: 'start' },
      { type: 'records.emitted', step: 'start', port: 'out', count: 1 },
      { type: 'records.emitted', step: 'leads', port: 'out', count: 7 },
      { type: 'records.emitted', step: 'leads', port: 'out', count: 5 },
      { type: 'records.failed', step: 'write', count: 2, failures: failures(2) },
      { type: 'run.finished', status: 'partly_succeeded', durationMs: 81.5 },
    );
    await recorder.flush();
    const store = temporary.reopen();
    const { state, summary } = store.runs.get('r1');
    expect(summary).toMatchObject({ status: 'partly_succeeded', durationMs: 81.5, records: 1, failed: 2, revision: 3 });
    expect(foldRunEvents(store.runs.events('r1', 0))).toEqual(state);
    expect(state.steps.leads?.out).toEqual({ out: 12 });
    expect(store.interruptedRuns).toEqual([]);
  });

  it('is known by one number, also when it is resumed, and the next run has the next one', async () => {
    const temporary = createTemporaryStore();
    await startRun(temporary, 'r1').recorder.flush();
    const resumed = temporary.store.createRunRecorder();
    resumed.event({ seq: 2, elapsedMs: 0, type: 'run.started', header: header('r1', 'full') });
    await resumed.flush();
    await startRun(temporary, 'r2').recorder.flush();
    const { runs } = temporary.store.runs.list({ offset: 0, limit: 10 });
    expect(runs.map(({ runId, number }) => [runId, number])).toEqual([
      ['r2', 2],
      ['r1', 1],
    ]);
  });

  it('takes the bytes of its records, not their characters', async () => {
    const temporary = createTemporaryStore();
    const sizes: number[] = [];
    for (const [index, letter] of ['a', '語'].entries()) {
      const { recorder } = startRun(temporary, `r${index}`);
      recorder.records('leads', 'out', 0, [{ name: letter.repeat(1_000) }]);
      await recorder.flush();
      sizes.push(temporary.store.runs.size().bytes);
    }
    const [one = 0, both = 0] = sizes;
    expect(both - one - one).toBe(2_000);
  });

  it('R28 takes what its events take too, when it was cut off and goes on', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary);
    tell({ type: 'records.failed', step: 'write', count: 20, failures: failures(20) });
    await recorder.flush();
    const first = temporary.store.runs.events('r1', 0);
    const resumed = temporary.store.createRunRecorder();
    resumed.event({ seq: 9, elapsedMs: 0, type: 'run.started', header: header('r1', 'full') });
    await resumed.flush();
    expect(temporary.store.runs.size().bytes).toBeGreaterThan(JSON.stringify(first).length);
  });

  it('R28 keeps a few failures of a step with its events, and no more past its bound, however many there are', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary, 'r1', 'full', { maximumBytes: 1_000 });
    recorder.records('leads', 'out', 0, rows(100));
    await recorder.flush();
    for (let from = 0; from < 1_000; from += 50) {
      tell({ type: 'records.failed', step: 'write', count: 50, failures: failures(50, from) });
    }
    await recorder.flush();
    const told = temporary.store.runs.events('r1', 0);
    expect(told.flatMap((event) => (event.type === 'records.failed' ? event.failures : []))).toHaveLength(20);
    expect(temporary.store.runs.get('r1').summary.failed).toBe(1_000);
  });

  it('is measured by the records of the steps that count', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary, 'r1', 'full', { countedSteps: ['leads'] });
    tell({ type: 'records.emitted', step: 'leads', port: 'out', count: 12 });
    await recorder.flush();
    expect(temporary.store.runs.get('r1').summary.records).toBe(12);
  });

  it('is kept a quarter of a second after its last event, without being asked', async () => {
    const temporary = createTemporaryStore();
    const { tell } = startRun(temporary);
    await temporary.clock.yield();
    tell({ type: 'step.started', step: 'start' });
    temporary.clock.advance(249);
    await temporary.clock.yield();
    expect(temporary.store.runs.events('r1', 1)).toEqual([]);
    temporary.clock.advance(1);
    await temporary.clock.yield();
    expect(temporary.store.runs.events('r1', 1)).toMatchObject([{ type: 'step.started', seq: 2 }]);
  });

  it('gives back every page of its records', async () => {
    const temporary = createTemporaryStore();
    const { recorder } = startRun(temporary);
    const kept = rows(2_345);
    for (let from = 0; from < kept.length; ) {
      const size = [1, 200, 7, 999][from % 4] ?? 1;
      recorder.records('leads', 'out', from, kept.slice(from, from + size));
      from += size;
      if (from % 3 === 0) await recorder.flush();
    }
    recorder.records('leads', 'error', 0, rows(1));
    await recorder.flush();
    const { runs } = temporary.store;
    for (const [offset, limit] of [
      [0, 1],
      [0, 1000],
      [199, 3],
      [2_300, 1000],
      [2_345, 10],
      [9_999, 1],
    ] as const) {
      expect(runs.records('r1', 'leads', 'out', { offset, limit })).toEqual({
        records: kept.slice(offset, offset + limit),
        total: kept.length,
      });
    }
    expect(runs.records('r1', 'leads', 'error', all).total).toBe(1);
    expect(runs.records('r1', 'write', 'out', all)).toEqual({ records: [], total: 0 });
  });

  it.each<[Retention, number, boolean]>([
    ['full', 120, true],
    ['sampled', 50, true],
    ['errors', 0, true],
    ['none', 0, false],
  ])('keeps with retention %s the first %i of 120 records of an edge', async (retention, count, withRecords) => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary, 'r1', retention);
    for (let from = 0; from < 120; from += 40) recorder.records('leads', 'out', from, rows(40, from));
    tell({ type: 'records.failed', step: 'write', count: 30, failures: failures(30) });
    await recorder.flush();
    const { records, total } = temporary.store.runs.records('r1', 'leads', 'out', all);
    expect(total).toBe(count);
    expect(records).toEqual(rows(120).slice(0, count));
    const failed = temporary.store.runs.failures('r1', 'write', all);
    expect(failed.total).toBe(30);
    expect(failed.failures[29]?.record).toEqual(withRecords ? rows(1, 29)[0] : {});
  });

  it('keeps all failed records, and the first twenty of a step in its state', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary);
    for (let from = 0; from < 90; from += 9) {
      tell({ type: 'records.failed', step: 'write', count: 9, failures: failures(9, from) });
    }
    await recorder.flush();
    const { runs } = temporary.store;
    expect(runs.failures('r1', 'write', { offset: 40, limit: 5 })).toEqual({ failures: failures(5, 40), total: 90 });
    expect(runs.get('r1').state.steps.write).toMatchObject({ failed: 90, failures: failures(20) });
  });

  it('keeps counts only past its share of the disk', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary, 'r1', 'full', { maximumBytes: 20_000 });
    for (let from = 0; from < 10_000; from += 100) {
      recorder.records('leads', 'out', from, rows(100, from));
      tell({ type: 'records.emitted', step: 'leads', port: 'out', count: 100 });
    }
    await recorder.flush();
    const { total, records } = temporary.store.runs.records('r1', 'leads', 'out', all);
    expect(total).toBeGreaterThan(300);
    expect(total).toBeLessThan(1_000);
    expect(records).toEqual(rows(total));
    expect(temporary.store.runs.get('r1').state.steps.leads?.out.out).toBe(10_000);
  });

  it('R7 is interrupted at the steps that ran when its process ended, and says so', () => {
    const temporary = createTemporaryStore();
    const { tell } = startRun(temporary);
    tell(
      { type: 'step.started', step: 'start' },
      { type: 'step.finished', step: 'start', status: 'succeeded', durationMs: 1 },
      { type: 'step.started', step: 'leads' },
    );
    temporary.clock.advance(1_000);
    const store = temporary.reopen();
    expect(store.interruptedRuns).toEqual(['r1']);
    const { summary, state } = store.runs.get('r1');
    expect(summary.status).toBe('interrupted');
    expect(state).toMatchObject({ status: 'interrupted', message: 'Interrupted at “Get leads”.' });
    expect(state.steps).toMatchObject({ start: { status: 'succeeded' }, leads: { status: 'cancelled' } });
    expect(foldRunEvents(store.runs.events('r1', 0))).toEqual(state);
    expect(temporary.reopen().interruptedRuns).toEqual([]);
  });

  it('is held and tried again while the disk is full, and flushing says why', async () => {
    const temporary = createTemporaryStore();
    const { recorder, tell } = startRun(temporary);
    const blocker = temporary.reopen();
    blocker.close();
    tell({ type: 'step.started', step: 'start' });
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    temporary.store = createTemporaryStore(temporary.folder).store;
  });
});

describe('the list of runs', () => {
  it('is newest first, by flow and by page', async () => {
    const temporary = createTemporaryStore();
    for (const id of ['a', 'b', 'c']) await startRun(temporary, id).recorder.flush();
    const { runs } = temporary.store;
    const page = runs.list({ offset: 1, limit: 1 });
    expect(page).toMatchObject({ runs: [{ runId: 'b', number: 2, flowName: 'Import' }], total: 3 });
    expect(runs.list({ flowId: 'other', offset: 0, limit: 9 })).toEqual({ runs: [], total: 0 });
    expect(runs.latest('f1')?.summary.runId).toBe('c');
    expect(runs.latest('other')).toBeUndefined();
    expect(() => runs.get('nobody')).toThrow('There is no run');
  });

  it('never gives a number twice', async () => {
    const temporary = createTemporaryStore();
    await startRun(temporary, 'a').recorder.flush();
    temporary.store.runs.remove('a');
    await startRun(temporary, 'b').recorder.flush();
    expect(temporary.store.runs.get('b').summary.number).toBe(2);
  });

  it('R28 keeps so many runs of a flow and so many days, except what can go on', async () => {
    const temporary = createTemporaryStore();
    for (let number = 1; number <= 12; number += 1) {
      const { recorder, tell } = startRun(temporary, `r${number}`);
      tell({ type: 'run.finished', status: number === 2 ? 'interrupted' : 'succeeded', durationMs: 1 });
      await recorder.flush();
    }
    const numbers = () => temporary.store.runs.list({ offset: 0, limit: 100 }).runs.map(({ number }) => number);
    temporary.store.runs.prune({ ...DEFAULT_HISTORY, runsOfAFlow: 5 });
    expect(numbers()).toEqual([12, 11, 10, 9, 8, 2]);
    temporary.store.runs.prune({ ...DEFAULT_HISTORY, days: -10_000 });
    expect(numbers()).toEqual([2]);
  });
});
