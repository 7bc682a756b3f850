import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FlowEdge, FlowStep } from '../../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { numbered, startTestRun, testFlow, testStep } from '../flow-run.fixture.ts';

type DrawnStep = Partial<FlowStep> & { id: string; type: string };

const run = (records: JsonObject[], steps: DrawnStep[], edges?: FlowEdge[]) =>
  startTestRun(testFlow([{ id: 'start', type: 'manual' }, ...steps], edges), { turn, triggerRecords: records });

describe('Switch', () => {
  const cases = [
    { name: 'Large', condition: 'Amount >= 1000' },
    { name: 'Some', condition: 'Amount >= 10' },
  ];
  const route = (settings: JsonObject): DrawnStep => ({ id: 'route', type: 'switch', settings });
  const sink = (id: string): DrawnStep => ({ id, type: 'limit', settings: { count: 9 } });

  it('sends each record out of the first case that it matches, else out of “otherwise”', async () => {
    const records = [5, 5_000, 50, 'x'].map((Amount) => ({ Amount }));
    const test = run(
      records,
      [route({ cases }), sink('large'), sink('rest')],
      [
        { from: 'start', to: 'route' },
        { from: 'route', port: 'Large', to: 'large' },
        { from: 'route', port: 'otherwise', to: 'rest' },
      ],
    );
    const { state } = await test.end();
    expect(state.steps.route?.out).toEqual({ Large: 1, Some: 1, otherwise: 2 });
    expect(test.records.get('large.out')).toEqual([{ Amount: 5_000 }]);
    expect(test.records.get('rest.out')).toEqual([{ Amount: 5 }, { Amount: 'x' }]);
  });

  it('leads a line without a port from its first case, and has an error port behind the others', async () => {
    const failing = [...cases, { name: 'Odd', condition: 'Amount / 0 > 1' }];
    const test = run(
      [{ Amount: 1 }, { Amount: 5_000 }],
      [{ ...route({ cases: failing }), onError: 'port' }, sink('large')],
    );
    const { state } = await test.end();
    expect(state.steps.large?.in).toBe(1);
    expect(state.steps.route?.failed).toBe(1);
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'cases', {}],
    ['SETTING_REQUIRED', 'cases', { cases: [] }],
    ['SETTING_WRONG', 'cases', { cases: 7 }],
    ['SETTING_WRONG', 'cases.0.name', { cases: [{ condition: 'true' }] }],
    ['SETTING_WRONG', 'cases.1.name', { cases: [cases[0] ?? {}, cases[0] ?? {}] }],
    ['SETTING_WRONG', 'cases.0.name', { cases: [{ name: 'otherwise', condition: 'true' }] }],
    ['SETTING_WRONG', 'cases.0.name', { cases: [{ name: 'error', condition: 'true' }] }],
    ['SETTING_WRONG', 'cases.0.condition', { cases: [{ name: 'a' }] }],
    ['EXPRESSION_SYNTAX', 'cases.0.condition', { cases: [{ name: 'a', condition: 'Amount >' }] }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(run([], [route(settings)]).end()).rejects.toMatchObject({ code, data: { field } });
  });
});

describe('Merge', () => {
  it('hands on all records of both inputs, each input in its order', async () => {
    const keep = (id: string, condition: string): DrawnStep => ({ id, type: 'filter', settings: { condition } });
    const test = run(
      numbered(9),
      [keep('even', 'n % 2 == 0'), keep('odd', 'n % 2 == 1'), { id: 'both', type: 'merge' }],
      [
        { from: 'start', to: 'even' },
        { from: 'start', to: 'odd' },
        { from: 'even', port: 'kept', to: 'both', toPort: 'a' },
        { from: 'odd', port: 'kept', to: 'both', toPort: 'b' },
      ],
    );
    const { output, state } = await test.end();
    const values = output.map(({ n }) => Number(n));
    expect(values.filter((n) => n % 2 === 0)).toEqual([0, 2, 4, 6, 8]);
    expect(values.filter((n) => n % 2 === 1)).toEqual([1, 3, 5, 7]);
    expect(state.steps.both).toMatchObject({ in: 9, out: { out: 9 }, failed: 0 });
  });

  it('refuses a line to an input it hasn’t', async () => {
    const edges = [{ from: 'start', to: 'both', toPort: 'c' }];
    await expect(run([], [{ id: 'both', type: 'merge' }], edges).end()).rejects.toMatchObject({
      code: 'EDGE_PORT_UNKNOWN',
    });
  });
});

describe('Wait', () => {
  const wait = (settings: JsonObject, more: Partial<FlowStep> = {}): DrawnStep => ({
    id: 'wait',
    type: 'wait',
    settings,
    ...more,
  });

  it('holds records for their seconds, side by side, and keeps their order', async () => {
    const records = [{ s: 90 }, { s: 5 }, { s: '30' }, { s: 0 }];
    const test = run(records, [wait({ seconds: '{{ s }}' })]);
    const { output, state } = await test.end();
    expect(output).toEqual(records);
    expect(state.durationMs).toBe(90_000);
  });

  it('waits until a moment, longer than any call may take, and not for one that is past', async () => {
    const test = run([{ at: '2026-11-22T16:00:00+01:00' }, { at: '2020-01-01' }], [wait({ until: '{{ at }}' })]);
    expect((await test.end()).state).toMatchObject({ status: 'succeeded', durationMs: 5 * 3_600_000 });
  });

  it('fails the records whose time means nothing, each with the name of the setting', async () => {
    const times: Json[] = [-1, 'soon', null, 1e12];
    const test = run(
      times.map((s) => ({ s })),
      [wait({ seconds: '{{ s }}' }, { onError: 'skip' })],
    );
    const { state } = await test.end();
    expect(state.steps.wait).toMatchObject({ in: 4, failed: 4 });
    const failed = test.events.flatMap((event) => (event.type === 'records.failed' ? (event.failures ?? []) : []));
    expect(failed.map(({ error }) => error.code)).toEqual(times.map(() => 'INVALID_INPUT'));
    expect(failed[1]?.error.message).toContain('Seconds: this must be a number');
  });

  it('R7 waits for what is left of its seconds in a resumed run', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { name: 'wait', ...wait({ seconds: 100 }) },
    ]);
    const first = startTestRun(flow, { turn, triggerRecords: numbered(3) });
    const { state } = await first.end();
    const resume = { attempt: 2, startedAt: state.header.startedAt, entries: first.journal, lastSeq: state.lastSeq };
    const later = (seconds: number) =>
      startTestRun(flow, {
        turn,
        resume,
        triggerRecords: numbered(3),
        clock: (clock) => ({ ...clock, now: () => clock.now() + seconds * 1_000 }),
      }).end();
    expect((await later(40)).state).toMatchObject({ status: 'succeeded', durationMs: 60_000 });
    expect((await later(3_600)).state).toMatchObject({ status: 'succeeded', durationMs: 0 });
    // The clock was set back since.
    expect((await later(-3_600)).state).toMatchObject({ status: 'succeeded', durationMs: 100_000 });
  });

  it.each([
    ['set back', -3_600, 90_000],
    ['set forward, as after a sleep', 3_600, 30_000],
  ])('is over in time when the clock is %s while it waits', async (_, jumpSeconds, durationMs) => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { name: 'wait', ...wait({ seconds: 90 }) },
    ]);
    const { state } = await startTestRun(flow, {
      turn,
      clock: (clock) => ({
        ...clock,
        now: () => clock.now() + (clock.monotonic() > 10_000 ? jumpSeconds * 1_000 : 0),
      }),
    }).end();
    expect(state).toMatchObject({ status: 'succeeded', durationMs });
  });

  it('keeps a limit that the flow sets itself', async () => {
    const test = run([{}], [wait({ seconds: 60 }, { timeoutSeconds: 10 })]);
    expect((await test.end()).state).toMatchObject({ status: 'failed', error: { code: 'STEP_TIMEOUT' } });
  });

  it('R14 ends within 2 seconds of a cancel', async () => {
    const test = run(numbered(3), [wait({ seconds: 3_600 })]);
    await test.clock.idle();
    const before = test.clock.now();
    test.run.cancel();
    const { state } = await test.end();
    expect(state.status).toBe('cancelled');
    expect(test.clock.now() - before).toBeLessThan(2_000);
    expect(test.clock.pending()).toBe(0);
  });

  it.each<[string, string, JsonObject]>([
    ['SETTING_REQUIRED', 'seconds', {}],
    ['SETTING_WRONG', 'until', { seconds: 1, until: '2026-01-01' }],
    ['SETTING_WRONG', 'seconds', { seconds: -1 }],
    ['SETTING_WRONG', 'seconds', { seconds: 'ten' }],
    ['SETTING_WRONG', 'until', { until: '2026-01-01T10:00' }],
    ['SETTING_WRONG', 'until', { until: 5 }],
    ['SETTING_WRONG', 'until', { until: '2027-02-31T08:00:00Z' }],
    ['EXPRESSION_SYNTAX', 'seconds', { seconds: '{{ 1 + }}' }],
  ])('refuses with %s what is wrong at %s', async (code, field, settings) => {
    await expect(run([], [wait(settings)]).end()).rejects.toMatchObject({ code, data: { field } });
  });
});

describe('a step that collects and only computes', () => {
  it('may take longer for its results than a call may', async () => {
    const slow = testStep({ type: 'slow', shape: 'collect', pure: true }, ({ clock }) => ({
      shape: 'collect',
      add: () => undefined,
      async *results() {
        await clock.sleep(600_000);
        yield { records: [{ done: true }] };
      },
    }));
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'slow', type: 'slow' },
    ]);
    const { state, output } = await startTestRun(flow, { turn, steps: [slow] }).end();
    expect(state.status).toBe('succeeded');
    expect(output).toEqual([{ done: true }]);
  });
});
