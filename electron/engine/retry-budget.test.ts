import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { JournalEntry } from '../ports/run.ts';
import type { RecordOutcome } from '../ports/step.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';
import { TokenBucket } from './retry-budget.ts';
import { virtualClock } from './virtual-clock.fixture.ts';

const down = new MillraceError('SERVICE_FAILED', { system: 'CRM', status: 503, detail: 'Maintenance.' });

/** A step that asks a service; call number `n` (from 0) about record `about` has the outcome `answer(n, about)`. */
function asking(answer: (call: number, about: number) => RecordOutcome, log: number[]) {
  return testStep({ type: 'ask', shape: 'map', effect: 'write' }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 4,
    run: async ({ n }) => answer(log.push(Number(n)) - 1, Number(n)),
  }));
}

const flowOf = (step: Partial<FlowStep>) =>
  testFlow([
    { id: 'start', type: 'manual' },
    { id: 'ask', type: 'ask', ...step },
  ]);

describe('what may be repeated of the calls to one service', () => {
  it('R11 adds at most a tenth to 1,000 mixed calls, and says that it spared the service', async () => {
    const log: number[] = [];
    // Every third record fails at its first two tries: unbounded, that were 667 calls more.
    const tries = new Map<number, number>();
    const answer = (_: number, about: number): RecordOutcome => {
      const made = (tries.get(about) ?? 0) + 1;
      tries.set(about, made);
      return about % 3 === 0 && made <= 2 ? { error: down } : {};
    };
    const { end } = startTestRun(flowOf({ onError: 'skip', retry: { attempts: 5 } }), {
      turn,
      steps: [asking(answer, log)],
      triggerRecords: numbered(1_000),
    });
    const { state } = await end();
    expect(log.length).toBeGreaterThan(1_050);
    expect(log.length).toBeLessThanOrEqual(1_100);
    expect(state.steps.ask?.warnings).toMatchObject([{ code: 'RETRIES_SPARED' }]);
    expect(state.steps.ask).toMatchObject({ in: 1_000, out: { out: 1_000 - (state.steps.ask?.failed ?? 0) } });
  });

  it('R11 never lets repeated calls past the reserve and a tenth, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 3_000 }), (asks) => {
        const bucket = new TokenBucket(virtualClock(turn));
        let made = 0;
        let repeated = 0;
        for (const repeats of asks) {
          if (!repeats) {
            bucket.earn();
            made += 1;
          } else if (bucket.spend()) repeated += 1;
        }
        return repeated <= 10 + made * 0.09;
      }),
    );
  });

  it('gives a single call all the tries of a flow, and again after a quiet minute', async () => {
    const clock = virtualClock(turn);
    const bucket = new TokenBucket(clock);
    bucket.earn();
    const spend = (times: number) => Array.from({ length: times }, () => bucket.spend());
    expect(spend(11)).toEqual([...Array.from({ length: 10 }, () => true), false]);
    bucket.earn();
    expect(bucket.spend()).toBe(false);
    await clock.settle(clock.sleep(60_000));
    bucket.earn();
    expect(spend(10)).not.toContain(false);
  });
});

describe('layers of retries', () => {
  const breaker = () => new CircuitBreaker(virtualClock(turn), 'Service');

  it('R11 makes as many calls for a record as the flow allows, and says outwards that they are used up', async () => {
    const log: number[] = [];
    const { end } = startTestRun(flowOf({ retry: { attempts: 5 } }), {
      turn,
      steps: [asking(() => ({ error: down }), log)],
      triggerRecords: numbered(1),
      breakerFor: breaker,
    });
    const { state } = await end();
    expect(log).toHaveLength(5);
    expect(state.error).toMatchObject({ code: 'SERVICE_FAILED', retryable: false, data: { tries: 5, status: 503 } });
  });

  it('R11 counts the tries before a crash: whatever its moment, a record’s calls stay within the flow’s', async () => {
    const first: number[] = [];
    const options = { turn, triggerRecords: numbered(1) };
    const whole = startTestRun(flowOf({ retry: { attempts: 5 } }), {
      ...options,
      steps: [asking(() => ({ error: down }), first)],
    });
    await whole.end();
    // Cut off after each entry of the journal but the last: within a call, or while waiting for the next.
    const intents = (entries: readonly JournalEntry[]) =>
      entries.filter(({ outcome }) => 'begunAt' in outcome && outcome.begunAt !== null).length;
    for (const [place] of whole.journal.entries()) {
      const entries = whole.journal.slice(0, place);
      const later: number[] = [];
      const step = testStep({ type: 'ask', shape: 'map', effect: 'write' }, () => ({
        shape: 'map',
        pure: false,
        concurrency: 1,
        repeatable: true,
        run: async ({ n }) => {
          later.push(Number(n));
          return { error: down };
        },
      }));
      const resumed = startTestRun(flowOf({ retry: { attempts: 5 } }), {
        ...options,
        steps: [step],
        resume: { attempt: 2, startedAt: '2026-01-01T00:00:00.000Z', entries, lastSeq: 0 },
      });
      await resumed.end();
      const before = intents(entries);
      // A call that was cut off may not have reached the service, so the last one is made once more.
      expect(before + later.length, `cut off after ${place} entries`).toBe(before === 5 ? 6 : 5);
    }
  });
});
