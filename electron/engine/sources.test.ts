import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { SourceRunner } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

const down = new MillraceError('CONNECTION_ERROR', { host: 'crm.example', detail: 'refused' });

const source = (read: SourceRunner['read']) =>
  testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({ shape: 'source', read }));

const flow = testFlow([
  { id: 'start', type: 'manual' },
  { id: 'rows', type: 'rows' },
]);

describe('a source', () => {
  it('reads once for each record that reaches it; the record’s fields are kept, a row’s fields win', async () => {
    const rows = source(async function* ({ n }) {
      yield { records: [{ row: 1, of: n ?? null }] };
      yield { records: [{ n: 'own', of: n ?? null }] };
    });
    const { output, state } = await startTestRun(flow, { turn, steps: [rows], triggerRecords: numbered(2) }).end();
    expect(output).toEqual([
      { n: 0, row: 1, of: 0 },
      { n: 'own', of: 0 },
      { n: 1, row: 1, of: 1 },
      { n: 'own', of: 1 },
    ]);
    expect(state.steps.rows).toMatchObject({ in: 2, out: { out: 4 } });
  });

  it('hands large pages on in batches', async () => {
    const sizes: number[] = [];
    const create = testStep({ type: 'create', shape: 'batch' }, () => ({
      shape: 'batch',
      size: 1_000,
      async run(records) {
        sizes.push(records.length);
        return records.map(() => ({}));
      },
    }));
    const rows = source(async function* () {
      yield { records: numbered(450) };
    });
    const three = testFlow([...flow.steps, { id: 'create', type: 'create' }]);
    const { events, end } = startTestRun(three, { turn, steps: [rows, create] });
    const { state } = await end();
    expect(state.steps.create?.in).toBe(450);
    const received = events.flatMap((event) =>
      event.type === 'records.received' && event.step === 'create' ? [event.count] : [],
    );
    expect(received).toEqual([200, 200, 50]);
    expect(sizes).toEqual([450]);
  });

  it('goes on from its last cursor after an error that may pass', async () => {
    const opened: (Json | undefined)[] = [];
    const rows = source(async function* (_incoming, _call, resumeFrom) {
      opened.push(resumeFrom);
      const first = typeof resumeFrom === 'number' ? resumeFrom : 0;
      yield { records: [{ page: first }], cursor: first + 1 };
      if (first < 2) throw down;
    });
    const { output, state } = await startTestRun(flow, { turn, steps: [rows] }).end();
    expect(state.status).toBe('succeeded');
    expect(opened).toEqual([undefined, 1, 2]);
    expect(output.map(({ page }) => page)).toEqual([0, 1, 2]);
  });

  it('R12 leaves a dead service alone, over all records that it reads for', async () => {
    let opened = 0;
    const rows = source(async function* ({ n }) {
      opened += 1;
      if (opened <= 5) throw down;
      yield { records: [{ of: n ?? null }] };
    });
    const skipping = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'rows', type: 'rows', onError: 'skip', retry: { attempts: 1 } },
    ]);
    const { state } = await startTestRun(skipping, { turn, steps: [rows], triggerRecords: numbered(40) }).end();
    expect(opened).toBe(5);
    const codes = state.steps.rows?.failures.map(({ error }) => error.code);
    expect(codes?.slice(4, 6)).toEqual(['CONNECTION_ERROR', 'CIRCUIT_BREAKER_OPEN']);
    opened = 0;
    const trying = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'rows', type: 'rows', retry: { attempts: 7 } },
    ]);
    const { state: tried } = await startTestRun(trying, { turn, steps: [rows] }).end();
    expect(tried.status).toBe('succeeded');
    expect(opened).toBe(6);
    expect(tried.elapsedMs).toBeGreaterThanOrEqual(30_000);
  });

  it.each([
    ['a page', () => new Promise<never>(() => undefined)],
    ['its next try', () => Promise.reject(new MillraceError(down.code, { ...down.data, retryAfterSeconds: 300 }))],
  ])('R14 isn’t waited for while it waits for %s, once a step has ended the run', async (_, wait) => {
    const late = source(async function* (_incoming, call) {
      yield { records: numbered(2), cursor: 1 };
      const aborted = new Promise<never>((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
      });
      await Promise.race([wait(), aborted]);
    });
    const pause = { id: 'pause', type: 'wait', settings: { seconds: 5 } };
    const ending = testFlow(
      [...flow.steps, pause, { id: 'end', type: 'stop', settings: { message: 'Enough.' } }],
      [
        { from: 'start', to: 'rows' },
        { from: 'start', to: 'pause' },
        { from: 'pause', to: 'end' },
      ],
    );
    const { end, clock } = startTestRun(ending, { turn, steps: [late] });
    const { state } = await end();
    expect(state).toMatchObject({ status: 'succeeded', message: 'Enough.', elapsedMs: 5_000 });
    expect(state.steps.rows).toMatchObject({ status: 'succeeded', failed: 0, warnings: [] });
    expect(clock.pending()).toBe(0);
  });

  it('that fails when nobody wants its rows any more only warns', async () => {
    const late = source(async function* (_incoming, call) {
      yield { records: numbered(2) };
      await new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve(), { once: true }));
      throw down;
    });
    const look = testStep({ type: 'look', shape: 'map', effect: 'read' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 1,
      run: async () => ({}),
    }));
    const first = { id: 'first', type: 'limit', settings: { count: 1 } };
    const limited = testFlow([...flow.steps, { id: 'look', type: 'look' }, first]);
    const { state, output } = await startTestRun(limited, { turn, steps: [late, look] }).end();
    expect(output).toHaveLength(1);
    expect(state).toMatchObject({ status: 'succeeded', steps: { rows: { failed: 0, warnings: [{ count: 1 }] } } });
  });

  it('without a cursor isn’t read again once rows came, since they would come twice', async () => {
    let opened = 0;
    const rows = source(async function* () {
      opened += 1;
      if (opened === 1) throw down;
      yield { records: [{ page: 0 }] };
      throw down;
    });
    const { state } = await startTestRun(flow, { turn, steps: [rows] }).end();
    expect(opened).toBe(2);
    expect(state).toMatchObject({ status: 'failed', error: { code: 'CONNECTION_ERROR' } });
  });
});

describe('a collecting step', () => {
  it('gets all its input before it hands anything on, also when that is nothing', async () => {
    const sum = testStep({ type: 'sum', shape: 'collect' }, () => {
      let total = 0;
      return {
        shape: 'collect',
        add({ n }) {
          total += Number(n);
        },
        async *results() {
          yield { records: [{ total }] };
        },
      };
    });
    const summing = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'sum', type: 'sum' },
    ]);
    for (const [count, total] of [
      [1_000, 499_500],
      [0, 0],
    ]) {
      const { end } = startTestRun(summing, { turn, steps: [sum], triggerRecords: numbered(count ?? 0) });
      expect((await end()).output).toEqual([{ total }]);
    }
  });
});

describe('the trigger', () => {
  it('is what expressions see as `trigger`: its first record', async () => {
    const seeing = testFlow([
      { id: 'start', type: 'manual' },
      {
        id: 'see',
        type: 'map_fields',
        settings: { keep: 'mapped', fields: [{ name: 'from', value: '{{ trigger.n }}' }] },
      },
    ]);
    const { output } = await startTestRun(seeing, { turn, triggerRecords: [{ n: 7 }, { n: 8 }] }).end();
    expect(output).toEqual([{ from: 7 }, { from: 7 }]);
  });

  it('given no record runs the flow with none', async () => {
    const { state, output } = await startTestRun(flow, {
      turn,
      steps: [
        source(async function* (incoming: JsonObject) {
          yield { records: [incoming] };
        }),
      ],
      triggerRecords: [],
    }).end();
    expect(output).toEqual([]);
    expect(state.status).toBe('succeeded');
    expect(state.steps.rows?.status).toBe('skipped');
  });
});
