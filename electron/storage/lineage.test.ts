import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createTemporaryFolder, createTemporaryStore } from '../../test/support/temporary-store.ts';
import { watchStatements } from '../../test/support/watched-statements.ts';
import { createStoreFiles } from '../node/store-files.ts';

/** A run in which `half` handed on every second of ten records in two batches, and `group` made one record of them. */
async function recordRun() {
  const { store } = createTemporaryStore();
  const recorder = store.createRunRecorder();
  const steps = ['start', 'half', 'group'].map((id) => ({ id, name: id, type: 'any' }));
  recorder.event({
    seq: 1,
    elapsedMs: 0,
    type: 'run.started',
    header: {
      runId: 'r1',
      flowId: 'f1',
      flowName: 'Import',
      revision: 1,
      trigger: 'manual',
      startedAt: '2026-11-22T08:00:00.000Z',
      retention: 'full',
      steps,
      edges: [],
    },
  });
  for (const first of [0, 5]) {
    recorder.arrivals({ step: 'half', place: first, count: 5, from: 'start', port: 'out', first });
  }
  recorder.departures({ step: 'half', port: 'out', first: 0, parents: [0, 2, 4] });
  await recorder.flush();
  recorder.departures({ step: 'half', port: 'out', first: 3, parents: [6, 8] });
  recorder.arrivals({ step: 'group', place: 0, count: 5, from: 'half', port: 'out', first: 0 });
  recorder.departures({ step: 'group', port: 'out', first: 0, parents: [[0, 1, 2, 3, 4]] });
  await recorder.flush();
  return store;
}

describe('lineage in the store', () => {
  it('follows a record back through every step to the source', async () => {
    const store = await recordRun();
    const { from } = store.runs.trace('r1', { step: 'group', port: 'out', index: 0 });
    expect(from.filter(({ step }) => step === 'half').map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(from.filter(({ step }) => step === 'start').map(({ index }) => index)).toEqual([0, 2, 4, 6, 8]);
  });

  it('follows a record forwards, and says where its way ended', async () => {
    const store = await recordRun();
    expect(store.runs.trace('r1', { step: 'start', port: 'out', index: 6 })).toMatchObject({
      from: [],
      to: [
        { runId: 'r1', step: 'half', port: 'out', index: 3 },
        { runId: 'r1', step: 'group', port: 'out', index: 0 },
      ],
      endings: [],
      runs: [{ runId: 'r1' }],
      gaps: [],
      more: false,
    });
    expect(store.runs.trace('r1', { step: 'start', port: 'out', index: 7 })).toMatchObject({
      to: [],
      endings: [{ runId: 'r1', step: 'half', place: 7, became: 'waiting' }],
    });
  });

  it('follows at most 500 relatives in each direction', async () => {
    const store = await recordRun();
    const recorder = store.createRunRecorder();
    const { state } = store.runs.get('r1');
    recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header: { ...state.header, runId: 'r2' } });
    recorder.arrivals({ step: 'group', place: 0, count: 600, from: 'start', port: 'out', first: 0 });
    recorder.departures({ step: 'group', port: 'out', first: 0, parents: [Array.from({ length: 600 }, (_, n) => n)] });
    await recorder.flush();
    const trace = store.runs.trace('r2', { step: 'group', port: 'out', index: 0 });
    expect([trace.from.length, trace.more]).toEqual([500, true]);
  });

  it('asks about no more records than it tells of, and reads what a step handed on once, however many records there are', async () => {
    const folder = createTemporaryFolder();
    const { files, statements } = watchStatements(createStoreFiles(folder));
    const { store } = createTemporaryStore(folder, files);
    const { header } = (await recordRun()).runs.get('r1').state;
    const recorder = store.createRunRecorder();
    const count = 20_000;
    recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header });
    const backwards = Array.from({ length: count }, (_, place) => count - 1 - place);
    recorder.arrivals({ step: 'half', place: 0, count, from: 'start', port: 'out', first: 0 });
    recorder.departures({ step: 'half', port: 'out', first: 0, parents: backwards.map(() => 0) });
    recorder.arrivals({ step: 'group', place: 0, count, from: 'half', port: 'out', first: 0 });
    recorder.departures({ step: 'group', port: 'out', first: 0, parents: backwards });
    recorder.arrivals({ step: 'all', place: 0, count, from: 'group', port: 'out', first: 0 });
    recorder.departures({ step: 'all', port: 'out', first: 0, parents: [backwards] });
    await recorder.flush();
    for (const record of [
      { step: 'start', port: 'out', index: 0 },
      { step: 'all', port: 'out', index: 0 },
    ]) {
      statements.forget();
      const { from, to, more } = store.runs.trace('r1', record);
      expect([from.length + to.length, more]).toEqual([500, true]);
      expect(statements.ran.length).toBeLessThan(2_500);
      expect(statements.ran.filter((sql) => sql.includes('parents, least, most')).length).toBeLessThanOrEqual(3);
    }
  });

  it('finds out once where the failures of a step stand, however many of its records are followed there', async () => {
    const folder = createTemporaryFolder();
    const { files, statements } = watchStatements(createStoreFiles(folder));
    const { store } = createTemporaryStore(folder, files);
    const { header } = (await recordRun()).runs.get('r1').state;
    const error = new MillraceError('CALLED_FLOW_FAILED', {
      flow: 'F',
      number: 5,
      detail: 'no',
      reason: 'no',
    }).describe();
    const recorder = store.createRunRecorder();
    const count = 600;
    const steps = [...header.steps, { id: 'call', name: 'call', type: 'call_flow' }];
    recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header: { ...header, steps } });
    recorder.arrivals({ step: 'half', place: 0, count: 1, from: 'start', port: 'out', first: 0 });
    recorder.departures({ step: 'half', port: 'out', first: 0, parents: Array.from({ length: count }, () => 0) });
    recorder.arrivals({ step: 'call', place: 0, count, from: 'half', port: 'out', first: 0 });
    const failures = Array.from({ length: count }, (_, n) => n).map((n) => ({
      index: count - 1 - n,
      record: {},
      error: { ...error, data: { ...error.data, number: n } },
      disposition: 'skip' as const,
    }));
    recorder.event({ seq: 2, elapsedMs: 1, type: 'records.failed', step: 'call', count, failures });
    await recorder.flush();
    statements.forget();
    const { endings, gaps } = store.runs.trace('r1', { step: 'start', port: 'out', index: 0 });
    expect(endings.map(({ place, error: told }) => [place, told?.data.number])).toEqual(
      Array.from({ length: 500 }, (_, place) => [place, count - 1 - place]),
    );
    expect(gaps).toMatchObject([{ why: 'called-run-gone', count: 500 }]);
    expect(statements.ran.filter((sql) => sql.includes('json_each(failures)'))).toHaveLength(1);
  });

  it('is told anew, by a run that goes on, for which of its records a called run stands', async () => {
    const store = await recordRun();
    const { header } = store.runs.get('r1').state;
    const caller = { runId: 'r1', step: 'half', place: 6 };
    store.calledRuns.begin('c1', caller, undefined);
    const recorder = store.createRunRecorder();
    recorder.event({ seq: 1, elapsedMs: 0, type: 'run.started', header: { ...header, runId: 'c1' } });
    await recorder.flush();
    const called = () => store.runs.calledBy('r1', { offset: 0, limit: 9 }).runs.map((run) => run.calledBy?.place);
    expect(called()).toEqual([6]);
    store.calledRuns.replaceAll('r1');
    expect(called()).toEqual([]);
    store.calledRuns.place('c1', { ...caller, place: 4 });
    expect(called()).toEqual([4]);
    store.runs.remove('c1');
    expect(called()).toEqual([]);
  });

  it('goes with its run', async () => {
    const store = await recordRun();
    store.runs.remove('r1');
    expect(() => store.runs.trace('r1', { step: 'group', port: 'out', index: 0 })).toThrow(/run/);
  });
});
