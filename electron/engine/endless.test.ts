import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
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

/** A step that writes, and what it wrote. */
function writing() {
  const written: JsonObject[] = [];
  const write = testStep({ type: 'write', shape: 'map', effect: 'write' }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 4,
    async run(record) {
      await turn();
      written.push(record);
      return {};
    },
  }));
  return { written, write };
}

/** A flow of an endless source whose records come by two lines to the first of `steps`; the others follow each other. */
function joined(steps: (Partial<FlowStep> & { id: string; type: string })[]) {
  const ids = ['join', ...steps.map(({ id }) => id)];
  return testFlow(
    [
      { id: 'start', type: 'manual' },
      { id: 'endless', type: 'endless' },
      { id: 'even', type: 'filter', settings: { condition: 'n % 2 == 0' } },
      { id: 'join', type: 'merge' },
      ...steps,
    ],
    [
      { from: 'start', to: 'endless' },
      { from: 'endless', to: 'even' },
      { from: 'even', port: 'kept', to: 'join' },
      { from: 'even', port: 'not_kept', to: 'join', toPort: 'b' },
      ...steps.map(({ id }, index) => ({ from: ids[index] ?? '', to: id })),
    ],
  );
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

  it.each<[string, JsonObject]>([
    ['limit', { count: 120, skip: 10 }],
    ['remove_duplicates', {}],
    ['for_each', { list: '[1, 2]' }],
  ])(
    'R16 gets through a %s where lines join and calls are journaled, only as far as is wanted',
    async (type, settings) => {
      const { seen, step } = endless();
      const { written, write } = writing();
      const flow = joined([
        { id: 'step', type, settings },
        { id: 'last', type: 'limit', settings: { count: 120 } },
        { id: 'write', type: 'write' },
      ]);
      const { state } = await startTestRun(flow, { turn, steps: [step, write] }).end();
      expect(state.status).toBe('succeeded');
      expect(written).toHaveLength(120);
      expect(seen.pages).toBeLessThan(30);
      expect(seen.closed).toBe(true);
    },
  );

  it('R16 is split and written where lines join, although what gathers it waits for its end', async () => {
    const { seen, step } = endless();
    const { written, write } = writing();
    const flow = joined([
      { id: 'step', type: 'for_each', settings: { list: '[1, 2]' } },
      { id: 'write', type: 'write' },
      { id: 'gather', type: 'gather', settings: { origin: 'step' } },
    ]);
    const { run, clock, end } = startTestRun(flow, { turn, steps: [step, write] });
    while (written.length < 500) {
      if (seen.pages > 200) throw new Error(`nothing comes of ${seen.pages} pages`);
      await clock.idle();
    }
    run.cancel();
    const { state } = await end();
    expect(state.status).toBe('cancelled');
    const { in: received = 0, out, failed = 0, skipped = 0, filtered = 0 } = state.steps.write ?? {};
    expect((out?.out ?? 0) + failed + skipped + filtered).toBe(received);
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
