import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

/** A source that never ends, and says how many pages it gave and whether it was closed. */
function endless() {
  const seen = { pages: 0, closed: false };
  const step = testStep({ type: 'endless', shape: 'source', effect: 'read' }, () => ({
    shape: 'source',
    async *read() {
      try {
        for (;;) {
          seen.pages += 1;
          yield { records: Array.from({ length: 50 }, (_, n) => ({ n: n + 50 * seen.pages })) };
        }
      } finally {
        seen.closed = true;
      }
    },
  }));
  return { seen, step };
}

describe('a source that never ends', () => {
  it.each([
    ['limit', { count: 120 }, 120],
    ['limit', { count: 0 }, 0],
  ])('R16 is read only as far as a %s behind it wants, and closed', async (type, settings, count) => {
    const { seen, step } = endless();
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'endless', type: 'endless' },
      { id: 'even', type: 'filter', settings: { condition: 'true' } },
      { id: 'first', type, settings },
    ]);
    const { output, state } = await startTestRun(flow, { turn, steps: [step] }).end();
    expect(state.status).toBe('succeeded');
    expect(output).toHaveLength(count);
    expect(seen.pages).toBeLessThan(6);
    expect(seen.closed || seen.pages === 0).toBe(true);
  });

  it('R14 R16 stays as far ahead as queues allow, and ends when the run is cancelled', async () => {
    const { seen, step } = endless();
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'endless', type: 'endless' },
      { id: 'wait', type: 'wait', settings: { seconds: 3_600 } },
    ]);
    const { run, clock, end } = startTestRun(flow, { turn, steps: [step] });
    let before = -1;
    for (let looks = 0; before !== seen.pages; looks += 1) {
      before = seen.pages;
      await clock.idle();
      if (looks > 5_000) throw new Error('it is read without end');
    }
    run.cancel();
    const { state } = await end();
    expect(state.status).toBe('cancelled');
    expect(seen.closed).toBe(true);
    const { in: received, skipped } = state.steps.wait ?? {};
    expect(skipped).toBe(received);
  });
});
