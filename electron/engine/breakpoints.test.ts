import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { foldRunEvents } from '../../shared/run/state.ts';
import { numbered, startTestRun, type TestRun, type TestRunOptions, testFlow, testStep } from './flow-run.fixture.ts';

const sent: unknown[] = [];
const send = testStep({ type: 'send', shape: 'map', effect: 'write' }, () => ({
  shape: 'map',
  pure: false,
  concurrency: 1,
  async run(record) {
    sent.push(record.n);
    return { adds: 'sent' };
  },
}));

const flow = testFlow([
  { id: 'start', type: 'manual' },
  { id: 'add', type: 'map_fields', settings: { fields: [{ name: 'm', value: '{{ n * 10 }}' }] } },
  { id: 'keep', type: 'filter', settings: { condition: 'true' } },
  { id: 'send', type: 'send' },
]);

function begin(options: Partial<TestRunOptions>, of = flow): TestRun {
  sent.length = 0;
  return startTestRun(of, { turn, steps: [send], triggerRecords: numbered(5), ...options });
}

const paused = ({ run }: TestRun) => run.paused().map(({ step, index, record }) => [step, index, record.n]);

async function untilPaused(test: TestRun): Promise<number> {
  while (test.run.paused().length === 0) await turn();
  return test.run.paused()[0]?.pause ?? 0;
}

describe('a breakpoint', () => {
  it('stops before its step takes a record for which the condition is true, and goes on with what was edited', async () => {
    const test = begin({ breakpoints: [{ step: 'send', condition: 'm >= 30' }] });
    const first = await untilPaused(test);
    expect(paused(test)).toEqual([['send', 3, 3]]);
    expect([foldRunEvents(test.events)?.status, foldRunEvents(test.events)?.steps.send?.status]).toEqual([
      'waiting',
      'waiting',
    ]);
    expect(sent).toEqual([]);
    expect(test.run.proceed(first, { record: { n: 'edited' }, until: 'next' })).toBe(true);
    expect(test.run.proceed(first, { until: 'next' })).toBe(false);
    const second = await untilPaused(test);
    expect(paused(test)).toEqual([['send', 4, 4]]);
    test.run.proceed(second, { until: 'end' });
    const { state } = await test.end();
    expect([sent, state.status, state.paused]).toEqual([[0, 1, 2, 'edited', 4], 'succeeded', []]);
    expect(state.steps.send).toMatchObject({ in: 5, out: { out: 5 } });
  });

  it('in the middle of steps that run as one loop stops there, and names of records stay what they were', async () => {
    const plain = begin({});
    await plain.end();
    const test = begin({ breakpoints: [{ step: 'keep', condition: 'n == 1' }] });
    const pause = await untilPaused(test);
    expect(paused(test)).toEqual([['keep', 1, 1]]);
    test.run.proceed(pause, { until: 'next' });
    await test.end();
    const named = (run: TestRun) => run.journal.flatMap(({ step, batchKey }) => (step === 'send' ? [batchKey] : []));
    expect(named(test)).toEqual(named(plain));
  });

  it('“go on without stopping” asks no more', async () => {
    const test = begin({ breakpoints: [{ step: 'keep' }, { step: 'send' }] });
    test.run.proceed(await untilPaused(test), { until: 'end' });
    expect((await test.end()).state.status).toBe('succeeded');
  });

  it('lets a stopped run end at once, every record accounted for', async () => {
    const test = begin({ breakpoints: [{ step: 'send' }] });
    await untilPaused(test);
    test.run.cancel();
    const { state } = await test.end();
    expect([state.status, sent, test.run.paused()]).toEqual(['cancelled', [], []]);
    expect(state.steps.send).toMatchObject({ in: 5, skipped: 5 });
    expect(test.clock.pending()).toBe(0);
  });

  it('is answered once: a resumed run takes what was edited and asks only for the rest', async () => {
    const breakpoints = [{ step: 'send', condition: 'n <= 1' }];
    const first = begin({ breakpoints });
    first.run.proceed(await untilPaused(first), { record: { n: 'edited' }, until: 'next' });
    await untilPaused(first);
    expect(paused(first)).toEqual([['send', 1, 1]]);
    first.run.interrupt();
    await first.end();
    const resume = { attempt: 2, startedAt: '2026-11-22T10:00:00.000Z', entries: first.journal, lastSeq: 99 };
    const again = begin({ breakpoints, resume });
    const pause = await untilPaused(again);
    expect(paused(again)).toEqual([['send', 1, 1]]);
    again.run.proceed(pause, { until: 'next' });
    await again.end();
    expect(sent).toEqual(['edited', 1, 2, 3, 4]);
  });

  it('whose condition can’t be worked out for a record doesn’t stop there and says so; one that is no condition is refused', async () => {
    const { state } = await begin({ breakpoints: [{ step: 'send', condition: 'n * "x" > 1' }] }).end();
    expect(state.status).toBe('succeeded');
    expect(state.steps.send?.warnings[0]?.message).toContain('The breakpoint’s condition');
    await expect(begin({ breakpoints: [{ step: 'send', condition: 'n >' }] }).end()).rejects.toMatchObject({
      code: 'EXPRESSION_SYNTAX',
    });
  });

  it('holds up only the branch that it is on', async () => {
    const branches = testFlow(
      [...flow.steps, { id: 'other', type: 'send' }],
      [...flow.edges, { from: 'add', to: 'other' }],
    );
    const test = begin({ breakpoints: [{ step: 'keep' }] }, branches);
    await untilPaused(test);
    while (sent.length < 5) await turn();
    test.run.proceed(await untilPaused(test), { until: 'end' });
    expect((await test.end()).state.status).toBe('succeeded');
    expect(sent).toHaveLength(10);
  });
});
