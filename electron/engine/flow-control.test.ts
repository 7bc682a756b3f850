import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import type { StepDefinition } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

/** A source that never ends, with the number of rows it was asked for. */
function endless(given: { rows: number; closed: boolean }): StepDefinition {
  return testStep({ type: 'endless', shape: 'source', effect: 'read' }, () => ({
    shape: 'source',
    async *read() {
      try {
        for (;;) {
          yield { records: numbered(100).map(({ n }) => ({ n: Number(n) + given.rows })) };
          given.rows += 100;
        }
      } finally {
        given.closed = true;
      }
    },
  }));
}

describe('flow control', () => {
  // start ── endless ── pass ── slow ── slow again
  it('R16 slows an unlimited source to the pace of a slow step, with few records queued', async () => {
    const given = { rows: 0, closed: false };
    let done = 0;
    let most = 0;
    const sink = testStep({ type: 'sink', shape: 'batch', effect: 'write' }, ({ endRun }) => ({
      shape: 'batch',
      size: 50,
      async run(records) {
        await turn();
        done += records.length;
        most = Math.max(most, given.rows - done);
        if (done >= 20_000) endRun({ status: 'succeeded', message: '' });
        return records.map(() => ({}));
      },
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'endless', type: 'endless' },
        { id: 'pass', type: 'map_fields', settings: { fields: [{ name: 'm', value: '{{ n }}' }] } },
        { id: 'sink', type: 'sink' },
      ],
      undefined,
      { settings: { batchSize: 100 } },
    );
    const { end } = startTestRun(flow, { turn, steps: [endless(given), sink], retention: 'none' });
    const { state } = await end();
    expect(state.status).toBe('succeeded');
    expect(done).toBeGreaterThanOrEqual(20_000);
    expect(most).toBeLessThanOrEqual(600);
    expect(given.closed).toBe(true);
  });

  // start ── endless ── look ── limit 5
  it('stops reading once a limit has enough', async () => {
    const given = { rows: 0, closed: false };
    const look = testStep({ type: 'look', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 2,
      run: async () => ({ adds: true }),
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'endless', type: 'endless' },
      { id: 'look', type: 'look' },
      { id: 'limit', type: 'limit', settings: { count: 5, skip: 1 } },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [endless(given), look] });
    const { state, output } = await end();
    expect(state.status).toBe('succeeded');
    expect(output.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    expect(given.rows).toBeLessThanOrEqual(1_500);
    expect(given.closed).toBe(true);
  });

  // start ── sort ── limit 2
  it('R27 counts as filtered what was put in order and isn’t wanted any more', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'sort', type: 'sort', settings: { by: [{ value: 'n' }] } },
      { id: 'limit', type: 'limit', settings: { count: 2 } },
    ]);
    const { state } = await startTestRun(flow, { turn, triggerRecords: numbered(5_000) }).end();
    const { in: received, out = {}, filtered = 0 } = state.steps.sort ?? {};
    expect(received).toBe(5_000);
    expect(filtered).toBeGreaterThan(0);
    expect((out.out ?? 0) + filtered).toBe(received);
  });

  // start ─┬──────────┬─ limit 1
  //        └─ sort ───┘
  it('R27 counts what came to be put in order when nobody wanted it any more once, as skipped', async () => {
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'sort', type: 'sort', settings: { by: [{ value: 'n' }] } },
        { id: 'limit', type: 'limit', settings: { count: 1 } },
      ],
      [
        { from: 'start', to: 'limit' },
        { from: 'start', to: 'sort' },
        { from: 'sort', to: 'limit' },
      ],
    );
    const { state } = await startTestRun(flow, { turn, triggerRecords: numbered(2) }).end();
    const { in: received, out = {}, filtered = 0, skipped } = state.steps.sort ?? {};
    expect([received, (out.out ?? 0) + filtered + (skipped ?? 0)]).toEqual([2, 2]);
  });

  // start ─┬─ limit 1
  //        └─ create: wants every record
  it('doesn’t stop a step that writes because another has enough', async () => {
    const written: JsonObject[] = [];
    const create = testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 200,
      async run(records) {
        written.push(...records);
        return records.map(() => ({}));
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'create', type: 'create' },
      { id: 'limit', type: 'limit', settings: { count: 1 } },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [create], triggerRecords: numbered(1_000) });
    await end();
    expect(written).toHaveLength(1_000);
  });

  it('R17 gives the host a turn every few milliseconds of computing', async () => {
    // Each look at the clock takes 0.1 ms, so computing takes time without the test waiting for it.
    let time = 0;
    let yields = 0;
    let lastTurn = 0;
    let longest = 0;
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'busy', type: 'busy' },
      { id: 'also', type: 'busy' },
    ]);
    const busy = testStep({ type: 'busy', shape: 'map', pure: true }, () => ({
      shape: 'map',
      pure: true,
      apply(record, _scope, emit) {
        time += 0.05;
        emit(0, record);
      },
    }));
    const { end } = startTestRun(flow, {
      turn,
      steps: [busy],
      triggerRecords: numbered(10_000),
      clock: (virtual) => ({
        ...virtual,
        monotonic: () => time,
        async yield() {
          yields += 1;
          longest = Math.max(longest, time - lastTurn);
          await turn();
          lastTurn = time;
        },
      }),
    });
    const { state } = await end();
    expect(state.steps.also?.in).toBe(10_000);
    expect(yields).toBeGreaterThan(100);
    expect(longest).toBeLessThanOrEqual(20);
  });

  it('keeps the records’ order through steps with many calls at once', async () => {
    const uneven = testStep({ type: 'uneven', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 8,
      async run({ n }) {
        for (let turns = Number(n) % 5; turns > 0; turns -= 1) await turn();
        return {};
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'uneven', type: 'uneven' },
    ]);
    const { output } = await startTestRun(flow, { turn, steps: [uneven], triggerRecords: numbered(500) }).end();
    expect(output).toEqual(numbered(500));
  });

  it('has no more calls under way than the step allows', async () => {
    let underWay = 0;
    let most = 0;
    const counting = testStep({ type: 'counting', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 6,
      async run() {
        underWay += 1;
        most = Math.max(most, underWay);
        await turn();
        underWay -= 1;
        return {};
      },
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'counting', type: 'counting' },
      ],
      undefined,
      { settings: { batchSize: 4 } },
    );
    await startTestRun(flow, { turn, steps: [counting], triggerRecords: numbered(100) }).end();
    expect(most).toBe(6);
  });

  it('hands a record on without waiting for the next one', async () => {
    let asked = 0;
    const { promise: first, resolve } = Promise.withResolvers<void>();
    const drip = testStep({ type: 'drip', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      async *read() {
        yield { records: [{ n: 0 }] };
        asked += 1;
        await first;
        yield { records: [{ n: 1 }] };
      },
    }));
    const create = testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 200,
      async run(records) {
        expect(asked).toBe(1);
        resolve();
        return records.map(() => ({}));
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'drip', type: 'drip' },
      { id: 'create', type: 'create' },
      { id: 'look', type: 'limit', settings: { count: 9 } },
    ]);
    const { output } = await startTestRun(flow, { turn, steps: [drip, create] }).end();
    expect(output).toEqual([{ n: 0 }, { n: 1 }]);
  });
});
