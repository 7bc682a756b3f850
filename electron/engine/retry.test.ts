import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { RecordOutcome } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';
import { retryDelay } from './retry.ts';

const down = new MillraceError('CONNECTION_ERROR', { host: 'crm.example', detail: 'refused' });
const refused = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });

/** Calls fail until the one with this number, from 0. */
const downUntil =
  (call: number) =>
  (made: number): RecordOutcome =>
    made < call ? { error: down } : {};

/** A step that calls out for one record; call number `n` (from 0) has the outcome `script(n)`. */
function scripted(effect: 'read' | 'write', script: (call: number) => RecordOutcome, keys: string[] = []) {
  return testStep({ type: 'call', shape: 'map', effect }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 1,
    run: async (_record, call) => script(keys.push(call.idempotencyKey(0)) - 1),
  }));
}

async function runScripted(effect: 'read' | 'write', step: Partial<FlowStep>, script: (call: number) => RecordOutcome) {
  const keys: string[] = [];
  const flow = testFlow([
    { id: 'start', type: 'manual' },
    { id: 'call', type: 'call', ...step },
  ]);
  const { end, events } = startTestRun(flow, { turn, steps: [scripted(effect, script, keys)] });
  const { state } = await end();
  const delays = events.flatMap((event) => (event.type === 'step.retried' ? [event.delayMs] : []));
  return { state, keys, delays };
}

describe('retry', () => {
  it('R10 tries a step that reads 3 times in all, and waits longer each time', async () => {
    const { state, keys, delays } = await runScripted('read', {}, () => ({ error: down }));
    expect(keys).toHaveLength(3);
    expect(delays).toEqual([500, 1_000]);
    expect(state).toMatchObject({ status: 'failed', error: { code: 'CONNECTION_ERROR' }, elapsedMs: 1_500 });
    expect(state.steps.call?.retries).toBe(2);
  });

  it('R10 never repeats a write unless the flow says so, and then under the same idempotency key', async () => {
    const once = await runScripted('write', {}, () => ({ error: down }));
    expect(once.keys).toHaveLength(1);
    const asked = await runScripted('write', { retry: { attempts: 4 } }, downUntil(3));
    expect(asked.state.status).toBe('succeeded');
    expect(asked.keys).toEqual(Array.from({ length: 4 }, () => 'run-1/call/start:0#0'));
  });

  it('R8 never repeats a write that may have been done while its service can’t be asked', async () => {
    let calls = 0;
    const create = testStep({ type: 'call', shape: 'map', effect: 'write' }, () => ({
      shape: 'map',
      pure: false,
      concurrency: 1,
      async run() {
        calls += 1;
        return { error: new MillraceError('SERVICE_FAILED', { system: 'CRM', status: 503, detail: '' }) };
      },
      settle: async () => Promise.reject(down),
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'call', type: 'call', retry: { attempts: 3 } },
    ]);
    const { state } = await startTestRun(flow, { turn, steps: [create] }).end();
    expect(calls).toBe(1);
    expect(state.error).toMatchObject({ code: 'SERVICE_FAILED', retryable: false, data: { doubtful: true } });
  });

  it('R10 never repeats what was refused for good', async () => {
    const { keys } = await runScripted('read', { retry: { attempts: 5 } }, () => ({ error: refused }));
    expect(keys).toHaveLength(1);
  });

  it('R10 tries again after what was thrown, too', async () => {
    const { state, keys } = await runScripted('read', {}, (call) => {
      if (call === 0) throw down;
      return {};
    });
    expect([state.status, keys.length]).toEqual(['succeeded', 2]);
  });

  it('R10 waits what the service asks for, at most 10 minutes', async () => {
    const asking = (retryAfterSeconds: number) => ({
      error: new MillraceError('SERVICE_FAILED', { system: 'CRM', status: 503, detail: '', retryAfterSeconds }),
    });
    const { delays } = await runScripted('read', {}, (call) => (call < 2 ? asking(call === 0 ? 7 : 3_600) : {}));
    expect(delays).toEqual([7_000, 600_000]);
  });

  it('R10 spreads its delays over all of [0, min(60 s, 1 s × 2^n)]', () => {
    let seed = 1;
    const random = {
      uuid: () => '',
      fraction: () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      },
    };
    for (const [attempt, cap] of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].entries()) {
      const delays = Array.from({ length: 1_000 }, () => retryDelay(down, attempt + 1, random));
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...delays)).toBeLessThanOrEqual(cap);
      expect(Math.abs(mean - cap / 2)).toBeLessThanOrEqual(cap / 20);
    }
  });

  it('R27 sends only those records of a batch again whose error may pass, each under its own key', async () => {
    const sent: [number, string][][] = [];
    const create = testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
      shape: 'batch',
      size: 200,
      async run(records, call) {
        sent.push(records.map(({ n }, index) => [Number(n), call.idempotencyKey(index)]));
        return records.map(({ n }) => {
          if (Number(n) === 3) return { error: refused };
          return Number(n) > 3 && sent.length === 1 ? { error: down } : { adds: 'done' };
        });
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'create', type: 'create', onError: 'skip', retry: { attempts: 2 } },
    ]);
    const { end } = startTestRun(flow, { turn, steps: [create], triggerRecords: numbered(6) });
    const { state, output } = await end();
    expect(sent.map((call) => call.map(([n]) => n))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [4, 5],
    ]);
    expect(sent[1]).toEqual(sent[0]?.slice(4));
    expect(output.map(({ n }) => n)).toEqual([0, 1, 2, 4, 5]);
    expect(state.steps.create).toMatchObject({ in: 6, out: { out: 5 }, failed: 1, skipped: 0 });
  });

  it('R12 leaves a dead service alone: one call tries again only when the breaker lets it', async () => {
    const { keys, state } = await runScripted('read', { retry: { attempts: 7 } }, downUntil(5));
    expect(keys).toHaveLength(6);
    expect(state.status).toBe('succeeded');
    expect(state.elapsedMs).toBeGreaterThanOrEqual(30_000);
  });
});
