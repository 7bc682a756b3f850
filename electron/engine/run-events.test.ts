import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { MOST_OUTPUT_BYTES } from '../../shared/run/output.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

const filtering = testFlow(
  [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'even', type: 'filter', settings: { condition: 'n / 2 == floor(n / 2)' } },
    { id: 'rest', type: 'limit', settings: { count: 1_000 } },
    { id: 'idle', type: 'limit', settings: { count: 1_000 } },
    { id: 'apart', type: 'no.such.type' },
  ],
  [
    { from: 'start', to: 'even' },
    { from: 'even', to: 'rest', port: 'not_kept' },
    { from: 'rest', to: 'idle', port: 'out' },
  ],
);

describe('what a run tells', () => {
  it('begins with its header: steps in execution order, lines with their ports', async () => {
    const { end, events } = startTestRun(filtering, { turn });
    await end();
    expect(events[0]).toMatchObject({
      seq: 1,
      type: 'run.started',
      header: {
        runId: 'run-1',
        flowName: 'Test',
        trigger: 'manual',
        startedAt: '2026-11-22T10:00:00.000Z',
        steps: [
          { id: 'start', name: 'Run now', type: 'manual' },
          { id: 'even' },
          { id: 'rest' },
          { id: 'idle' },
          { id: 'apart' },
        ],
        edges: [
          { from: 'start', port: 'out', to: 'even', toPort: 'in' },
          { from: 'even', port: 'not_kept', to: 'rest', toPort: 'in' },
          { from: 'rest', port: 'out', to: 'idle', toPort: 'in' },
        ],
      },
    });
  });

  it('is coalesced: a few events a batch, whatever the number of records', async () => {
    const { end, events } = startTestRun(filtering, { turn, triggerRecords: numbered(2_000) });
    const { state } = await end();
    expect(state.steps.even?.out).toEqual({ kept: 1_000, not_kept: 1_000 });
    expect(events.length).toBeLessThan(10 * 8 + 20);
  });

  it('says of every step how it ended; one that no record reached was skipped', async () => {
    const { state } = await startTestRun(filtering, { turn, triggerRecords: [{ n: 2 }] }).end();
    expect(Object.entries(state.steps).map(([id, { status }]) => [id, status])).toEqual([
      ['start', 'succeeded'],
      ['even', 'succeeded'],
      ['rest', 'skipped'],
      ['idle', 'skipped'],
      ['apart', 'skipped'],
    ]);
  });

  it('counts equal warnings instead of repeating them', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'big', type: 'filter', settings: { condition: 'Amount > 5' } },
    ]);
    const { end, events } = startTestRun(flow, { turn, triggerRecords: numbered(450) });
    const { state } = await end();
    expect(state.steps.big?.warnings).toMatchObject([{ code: 'MISSING_FIELD', field: 'Amount', count: 450 }]);
    expect(events.filter(({ type }) => type === 'step.warned').length).toBeLessThanOrEqual(3);
  });

  it('counts the calls that the host made for a step', async () => {
    const call = testStep({ type: 'call', shape: 'batch' }, ({ services }) => ({
      shape: 'batch',
      size: 100,
      async run(records) {
        (services as () => void)();
        return records.map(() => ({}));
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'call', type: 'call' },
    ]);
    const { end } = startTestRun(flow, {
      turn,
      steps: [call],
      triggerRecords: numbered(1_000),
      services: async ({ called }) => called,
    });
    expect((await end()).state.steps.call?.calls).toBe(10);
  });

  it('names the step that couldn’t be made ready, in a run that then failed', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'call', type: 'call' },
    ]);
    const call = testStep({ type: 'call', shape: 'batch' }, () => {
      throw new MillraceError('MISSING_TOKEN', { system: 'CRM', detail: 'expired' });
    });
    const { state } = await startTestRun(flow, { turn, steps: [call] }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'MISSING_TOKEN' } });
    expect(state.steps.call).toMatchObject({ status: 'failed', error: { code: 'MISSING_TOKEN' } });
    expect(state.steps.start?.status).toBe('skipped');
  });
});

describe('retention', () => {
  const kept = async (retention: 'full' | 'sampled' | 'errors' | 'none') => {
    const { end, records } = startTestRun(filtering, { turn, retention, triggerRecords: numbered(500) });
    await end();
    return Object.fromEntries([...records].map(([port, list]) => [port, list.length]));
  };

  it('full keeps every record of every port', async () => {
    expect(await kept('full')).toEqual({
      'start.out': 500,
      'even.kept': 250,
      'even.not_kept': 250,
      'rest.out': 250,
      'idle.out': 250,
    });
  });

  it('sampled keeps the first 50 of each port', async () => {
    expect(await kept('sampled')).toEqual({
      'start.out': 50,
      'even.kept': 50,
      'even.not_kept': 50,
      'rest.out': 50,
      'idle.out': 50,
    });
  });

  it('errors and none keep no record that didn’t fail', async () => {
    expect(await kept('errors')).toEqual({});
    expect(await kept('none')).toEqual({});
  });

  it('never hands out the same array that is still being filled', async () => {
    const seen: { records: readonly unknown[]; length: number }[] = [];
    const { end } = startTestRun(filtering, {
      turn,
      triggerRecords: numbered(1_000),
      recorder: {
        event: () => undefined,
        records: (_step, _port, _first, records) => void seen.push({ records, length: records.length }),
        arrivals: () => undefined,
        departures: () => undefined,
        flush: async () => undefined,
      },
    });
    await end();
    for (const { records, length } of seen) expect(records.length).toBe(length);
  });
});

describe('the output of a run', () => {
  it('is what left the steps without a successor, by their first port, at most 1,000 records', async () => {
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'a', type: 'filter', settings: { condition: 'n < 2' } },
        { id: 'b', type: 'limit', settings: { count: 1 } },
      ],
      [
        { from: 'start', to: 'a' },
        { from: 'start', to: 'b' },
      ],
    );
    const { output } = await startTestRun(flow, { turn, triggerRecords: numbered(5) }).end();
    expect(output).toEqual([{ n: 0 }, { n: 1 }, { n: 0 }]);
  });

  it('R15 has fewer records where they are large, except in a run that was called: that gives back all', async () => {
    const flow = testFlow([{ id: 'start', type: 'manual' }]);
    const triggerRecords = Array.from({ length: 12 }, (_, n) => ({ n, text: 'x'.repeat(MOST_OUTPUT_BYTES / 16) }));
    const { output, state } = await startTestRun(flow, { turn, triggerRecords }).end();
    expect(output.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(state.steps.start?.out).toEqual({ out: 12 });
    const calledBy = { runId: 'run-0', number: 1, flowName: 'Caller', step: 'call', place: 0 };
    const called = await startTestRun(flow, { turn, triggerRecords, calledBy }).end();
    expect(called.output).toHaveLength(12);
  });

  it('comes only when what happened is kept', async () => {
    const recorder = {
      event: () => undefined,
      records: () => undefined,
      arrivals: () => undefined,
      departures: () => undefined,
      flush: () => Promise.reject(new MillraceError('DISK_FULL', { path: 'millrace.db' })),
    };
    const { end } = startTestRun(filtering, { turn, recorder });
    await expect(end()).rejects.toMatchObject({ code: 'DISK_FULL' });
  });
});
