import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { RecordOutcome } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

const refused = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no name', reason: 'Name is required.' });

/** Fails records whose `n` is one of `bad`, in the shape that is asked for. */
function failing(shape: 'pure' | 'map' | 'batch' | 'collect' | 'source', bad: number[]) {
  const isBad = (n: unknown) => bad.includes(Number(n));
  const about = { type: 'work', shape: shape === 'pure' ? ('map' as const) : shape, pure: shape === 'pure' };
  return testStep(about, () => {
    switch (shape) {
      case 'pure':
        return {
          shape: 'map',
          pure: true,
          apply(record, _scope, emit) {
            emit(0, record);
            // What it emitted before it failed must not get through.
            if (isBad(record.n)) throw refused;
          },
        };
      case 'map':
        return {
          shape: 'map',
          pure: false,
          concurrency: 3,
          run: async ({ n }): Promise<RecordOutcome> => (isBad(n) ? { error: refused } : {}),
        };
      case 'batch':
        return {
          shape: 'batch',
          size: 200,
          run: async (records) => records.map(({ n }): RecordOutcome => (isBad(n) ? { error: refused } : {})),
        };
      case 'collect': {
        const kept: { n: number }[] = [];
        return {
          shape: 'collect',
          add({ n }) {
            if (isBad(n)) throw refused;
            kept.push({ n: Number(n) });
          },
          async *results() {
            yield { records: kept };
          },
        };
      }
      case 'source':
        return {
          shape: 'source',
          async *read({ n }) {
            if (isBad(n)) throw refused;
            yield { records: [{ row: 1 }] };
          },
        };
    }
  });
}

const shapes = ['pure', 'map', 'batch', 'collect', 'source'] as const;

/** start ── work ─┬─ done
 *                 └─ (error) ── failed */
function run(shape: (typeof shapes)[number], onError: FlowStep['onError'], bad: number[], count = 200, more = {}) {
  const port = onError === 'port' ? [{ from: 'work', port: 'error', to: 'failed' }] : [];
  const flow = testFlow(
    [
      { id: 'start', type: 'manual' },
      { id: 'work', type: 'work', ...(onError ? { onError } : {}) },
      { id: 'done', type: 'limit', settings: { count: 1_000 } },
      { id: 'failed', type: 'limit', settings: { count: 1_000 } },
    ],
    [{ from: 'start', to: 'work' }, { from: 'work', to: 'done' }, ...port],
  );
  return startTestRun(flow, { turn, steps: [failing(shape, bad)], triggerRecords: numbered(count), ...more });
}

describe.each(shapes)('a record that fails in a %s step', (shape) => {
  it('R27 is left out by “skip”: 193 done, 7 listed with row and reason, and the run partly succeeded', async () => {
    const bad = [3, 5, 8, 13, 21, 34, 199];
    const { state, output } = await run(shape, 'skip', bad).end();
    expect(state).toMatchObject({ status: 'partly_succeeded', error: { code: 'RECORDS_FAILED', data: { count: 7 } } });
    expect(state.steps.work).toMatchObject({ in: 200, out: { out: 193 }, failed: 7, skipped: 0 });
    expect(state.steps.work?.failures.map(({ index, record }) => [index, record.n])).toEqual(bad.map((n) => [n, n]));
    expect(state.steps.work?.failures[0]).toMatchObject({
      disposition: 'skip',
      error: { code: 'RECORD_REFUSED', why: 'Name is required.' },
    });
    expect(output).toHaveLength(193);
  });

  it('leaves by the error port with what happened, and the run succeeded', async () => {
    const { end, records } = run(shape, 'port', [1, 4], 6);
    const { state } = await end();
    expect(state.status).toBe('succeeded');
    expect(state.steps.work).toMatchObject({ in: 6, failed: 2, out: { out: 4, error: 2 } });
    expect(records.get('failed.out')).toEqual([
      { n: 1, error: { ...refused.describe(), step: 'work' } },
      { n: 4, error: { ...refused.describe(), step: 'work' } },
    ]);
    expect(state.steps.done?.in).toBe(4);
  });

  it('stops the run by default; every record is ok, failed or skipped', async () => {
    const { end, clock } = run(shape, undefined, [2], 500);
    const { state } = await end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'RECORD_REFUSED' } });
    expect(state.steps.work).toMatchObject({ status: 'failed', error: { code: 'RECORD_REFUSED' } });
    const { in: received = 0, failed = 0, skipped = 0 } = state.steps.work ?? {};
    expect(received).toBe(500);
    expect(failed).toBeGreaterThanOrEqual(1);
    expect(failed + skipped).toBeGreaterThanOrEqual(300);
    expect(state.steps.failed?.status).toBe('skipped');
    expect(clock.pending()).toBe(0);
  });

  it('isn’t kept anywhere when retention is none', async () => {
    const { end, records } = run(shape, 'skip', [2], 10, { retention: 'none' });
    const { state } = await end();
    expect(state.steps.work).toMatchObject({ failed: 1, failures: [] });
    expect(records.size).toBe(0);
  });
});

describe('failures', () => {
  it('of an expression name the code, and the record', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      {
        id: 'twice',
        type: 'map_fields',
        onError: 'skip',
        settings: { fields: [{ name: 'twice', value: '{{ n * 2 }}' }] },
      },
    ]);
    const { end } = startTestRun(flow, { turn, triggerRecords: [{ n: 1 }, { n: [] }] });
    const { state, output } = await end();
    expect(output).toEqual([{ n: 1, twice: 2 }]);
    expect(state.steps.twice?.failures).toMatchObject([
      { index: 1, record: { n: [] }, error: { code: 'EXPRESSION_TYPE' } },
    ]);
  });

  it('that nothing takes, since no line leaves the error port, count as failed records of the run', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'work', type: 'work', onError: 'port' },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [failing('pure', [1])], triggerRecords: numbered(3) });
    expect((await end()).state.status).toBe('partly_succeeded');
  });

  it('that aren’t Millrace’s errors are told as unexpected', async () => {
    const broken = testStep({ type: 'work', shape: 'map', pure: true }, () => ({
      shape: 'map',
      pure: true,
      apply() {
        throw new TypeError('x is undefined');
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'work', type: 'work' },
    ]);
    const { state } = await startTestRun(flow, { turn, steps: [broken] }).end();
    expect(state.error).toMatchObject({ code: 'UNKNOWN_ERROR', why: 'x is undefined' });
  });

  // start ─┬─ slow (1 s a record)
  //        └─ work: fails in the third batch, when the first is under way on the other branch
  it('stop the other branches within one batch', async () => {
    const taken: unknown[] = [];
    const slow = testStep({ type: 'slow', shape: 'map', effect: 'write' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 1,
      async run({ n }, { signal }) {
        taken.push(n);
        await waitFor(signal);
        return {};
      },
    }));
    const flow = testFlow(
      [
        { id: 'start', type: 'manual' },
        { id: 'slow', type: 'slow' },
        { id: 'work', type: 'work' },
      ],
      [
        { from: 'start', to: 'slow' },
        { from: 'start', to: 'work' },
      ],
    );
    const { end } = startTestRun(flow, {
      turn,
      steps: [slow, failing('pure', [450])],
      triggerRecords: numbered(1_000),
    });
    const { state } = await end();
    expect(state.steps.slow).toMatchObject({ status: 'cancelled', failed: 0 });
    expect(taken.length).toBeLessThanOrEqual(1);
    expect(state.steps.slow?.in).toBe(state.steps.slow?.skipped);
  });

  it('of what keeps the records end the run, also while a step waits for more', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => void unheard.push(reason);
    process.on('unhandledRejection', listen);
    const slow = testStep({ type: 'slow', shape: 'source', effect: 'read' }, ({ clock }) => ({
      shape: 'source',
      async *read(_incoming, { signal }) {
        yield { records: numbered(3) };
        await clock.sleep(1_000, signal);
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'slow', type: 'slow' },
      { id: 'work', type: 'work' },
    ]);
    const recorder = {
      event: () => undefined,
      records(step: string) {
        if (step === 'work') throw new MillraceError('DISK_FULL', { path: 'history' });
      },
      arrivals: () => undefined,
      departures: () => undefined,
      flush: async () => undefined,
    };
    const { end } = startTestRun(flow, { turn, steps: [slow, failing('map', [])], recorder });
    const { state } = await end();
    process.off('unhandledRejection', listen);
    expect(state).toMatchObject({ status: 'failed', elapsedMs: 0, error: { code: 'DISK_FULL' } });
    expect(unheard).toEqual([]);
  });

  it('of a trigger end the run whatever its policy', async () => {
    const poll = testStep({ type: 'poll', shape: 'source', trigger: true }, () => ({
      shape: 'source',
      // biome-ignore lint/correctness/useYield: it fails before its first page
      async *read() {
        throw refused;
      },
    }));
    const flow = testFlow([{ id: 'poll', type: 'poll', onError: 'skip' }]);
    const { state } = await startTestRun(flow, { turn, steps: [poll] }).end();
    expect(state.status).toBe('failed');
    expect(state.steps.poll).toMatchObject({ status: 'failed', in: 0, failed: 0 });
  });
});

/** Never resolves; rejects when the signal is aborted. */
function waitFor(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
