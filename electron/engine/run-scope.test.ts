import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowEdge } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { RunScope } from '../../shared/run/scope.ts';
import type { RecordedData } from '../ports/run.ts';
import { numbered, startTestRun, type TestRunOptions, testFlow, testStep } from './flow-run.fixture.ts';

/** Steps that call out, and a count of their calls by step. */
function countedSteps() {
  const calls: Record<string, number> = {};
  const create = testStep({ type: 'create', shape: 'map', effect: 'write' }, ({ step }) => ({
    shape: 'map',
    pure: false,
    concurrency: 2,
    async run() {
      calls[step.id] = (calls[step.id] ?? 0) + 1;
      return { adds: `by ${step.id}` };
    },
  }));
  const pages: number[] = [];
  const rows = testStep({ type: 'rows', shape: 'source', effect: 'read' }, ({ settings }) => ({
    shape: 'source',
    async *read() {
      for (let page = 0; page < 10; page += 1) {
        pages.push(page);
        yield { records: numbered(Number(settings.size ?? 4)) };
      }
    },
  }));
  return { calls, pages, steps: [create, rows] };
}

/** What an earlier run kept, by `step.port`; failures by `failed step`. */
function recordedAs(kept: Record<string, JsonObject[]>) {
  const asked: string[] = [];
  const recorded = async function* (wanted: RecordedData): AsyncGenerator<JsonObject[]> {
    const key = 'failedAt' in wanted ? `failed ${wanted.failedAt}` : `${wanted.step}.${wanted.port}`;
    asked.push(key);
    const records = kept[key] ?? [];
    for (let at = 0; at < records.length; at += 2) yield records.slice(at, at + 2);
  };
  return { asked, recorded };
}

//                ┌─ b ── end
// start ── a ────┤
//                └─ c (joined with b in both)
const steps = [
  { id: 'start', type: 'manual' },
  { id: 'a', type: 'create' },
  { id: 'b', type: 'create' },
  { id: 'c', type: 'create' },
  { id: 'both', type: 'merge' },
  { id: 'last', type: 'create' },
];
const edges: FlowEdge[] = [
  { from: 'start', to: 'a' },
  { from: 'a', to: 'b' },
  { from: 'a', to: 'c' },
  { from: 'b', to: 'both', toPort: 'a' },
  { from: 'c', to: 'both', toPort: 'b' },
  { from: 'both', to: 'last' },
];
const flow = testFlow(steps, edges);

async function runScoped(options: Partial<TestRunOptions>, of = flow) {
  const { calls, pages, steps: made } = countedSteps();
  const run = startTestRun(of, { turn, steps: made, triggerRecords: numbered(3), ...options });
  const result = await run.end();
  return { ...run, ...result, calls, pages };
}

const ran = (calls: Record<string, number>) => Object.keys(calls).sort();

describe('a run up to a step', () => {
  it('does that step and all before it, and nothing else', async () => {
    const { calls, state, output } = await runScoped({ scope: { kind: 'until', step: 'b' } });
    expect(calls).toEqual({ a: 3, b: 3 });
    expect(state.status).toBe('succeeded');
    expect(state.header.scope).toEqual({ kind: 'until', step: 'b' });
    expect(state.steps.c?.status).toBe('skipped');
    expect(output).toHaveLength(3);
  });

  it('needs nothing of the steps behind it, whatever their types', async () => {
    const unknown = testFlow([...steps, { id: 'new', type: 'not.made.yet' }], [...edges, { from: 'b', to: 'new' }]);
    expect((await runScoped({ scope: { kind: 'until', step: 'b' } }, unknown)).calls).toEqual({ a: 3, b: 3 });
  });

  it('keeps what leaves its error port, although the line behind it isn’t followed', async () => {
    const checked = testFlow(
      [
        { id: 'start', type: 'manual' },
        {
          id: 'sure',
          type: 'map_fields',
          onError: 'port',
          settings: { fields: [{ name: 'x', value: '{{ n * "x" }}' }] },
        },
        { id: 'mend', type: 'create' },
      ],
      [
        { from: 'start', to: 'sure' },
        { from: 'sure', port: 'error', to: 'mend' },
      ],
    );
    const { state, records } = await runScoped({ scope: { kind: 'until', step: 'sure' } }, checked);
    expect(state.status).toBe('succeeded');
    expect(records.get('sure.error')).toHaveLength(3);
  });

  it('is refused for a step that no trigger leads to', async () => {
    const scope: RunScope = { kind: 'until', step: 'nowhere' };
    await expect(runScoped({ scope })).rejects.toMatchObject({ code: 'RUN_SCOPE_WRONG', exitCode: 2 });
  });
});

describe('a run on recorded data', () => {
  it('of one step gives it what reached it then, and does nothing else', async () => {
    const { recorded, asked } = recordedAs({ 'a.out': numbered(5) });
    const { calls, state, records } = await runScoped({ scope: { kind: 'only', step: 'b', dataFrom: 'r1' }, recorded });
    expect([calls, asked]).toEqual([{ b: 5 }, ['a.out']]);
    expect(records.get('b.out')).toEqual(numbered(5).map((record) => ({ ...record, b: 'by b' })));
    expect(state.steps.a).toMatchObject({ status: 'succeeded', in: 0, out: { out: 5 } });
    expect(state.steps.start?.status).toBe('skipped');
  });

  it('of a step that joins lines gives it what came by each', async () => {
    const { recorded } = recordedAs({ 'b.out': [{ n: 'b' }], 'c.out': [{ n: 'c' }] });
    const { records } = await runScoped({ scope: { kind: 'only', step: 'both', dataFrom: 'r1' }, recorded });
    expect(
      records
        .get('both.out')
        ?.map(({ n }) => n)
        .sort(),
    ).toEqual(['b', 'c']);
  });

  it('from a step on does what is behind it too, with what other lines brought there', async () => {
    const { recorded, asked } = recordedAs({ 'a.out': numbered(2), 'c.out': numbered(4) });
    const { calls, state } = await runScoped({ scope: { kind: 'from', step: 'b', dataFrom: 'r1' }, recorded });
    expect(calls).toEqual({ b: 2, last: 6 });
    expect(asked.sort()).toEqual(['a.out', 'c.out']);
    expect(state.status).toBe('succeeded');
  });

  it('R27 with the failures of a step does those again, and what is behind it, and nothing that went well', async () => {
    const { recorded, asked } = recordedAs({ 'failed b': [{ n: 7 }], 'c.out': numbered(4) });
    const { calls, state } = await runScoped({
      scope: { kind: 'failures', step: 'b', dataFrom: 'r1' },
      recorded,
      cameOf: { runId: 'r1', number: 128, as: 'retry' },
    });
    expect([calls, asked.sort()]).toEqual([{ b: 1, last: 5 }, ['c.out', 'failed b']]);
    expect(state.header.cameOf).toEqual({ runId: 'r1', number: 128, as: 'retry' });
  });

  it('knows the trigger’s record, which the trigger doesn’t bring', async () => {
    const asks = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'told', type: 'map_fields', settings: { fields: [{ name: 'by', value: '{{ trigger.who }}' }] } },
      { id: 'again', type: 'map_fields', settings: { fields: [{ name: 'by2', value: '{{ trigger.who }}' }] } },
    ]);
    const { recorded } = recordedAs({ 'told.out': [{ n: 1 }] });
    const scope: RunScope = { kind: 'only', step: 'again', dataFrom: 'r1' };
    const { output } = await runScoped({ scope, recorded, triggerRecord: { who: 'Ann' } }, asks);
    expect(output).toEqual([{ n: 1, by2: 'Ann' }]);
  });

  it('is refused where a list would be gathered that is split outside of it', async () => {
    const lists = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'each', type: 'for_each', settings: { list: '[1, 2]' } },
      { id: 'middle', type: 'create' },
      { id: 'list', type: 'gather', settings: { origin: 'each' } },
    ]);
    const { recorded } = recordedAs({});
    const refused = runScoped({ scope: { kind: 'from', step: 'middle', dataFrom: 'r1' }, recorded }, lists);
    await expect(refused).rejects.toMatchObject({ code: 'RUN_SCOPE_WRONG', message: expect.stringContaining('each') });
    expect(
      (await runScoped({ scope: { kind: 'from', step: 'each', dataFrom: 'r1' }, recorded }, lists)).state.status,
    ).toBe('succeeded');
  });
});

describe('pinned data', () => {
  it('stands in for a step, and nothing before it is asked', async () => {
    const { calls, state, records } = await runScoped({ pinned: { a: [{ n: 'pinned' }] } });
    expect(ran(calls)).toEqual(['b', 'c', 'last']);
    expect(state.header.pinned).toEqual(['a']);
    expect(records.get('a.out')).toEqual([{ n: 'pinned' }]);
    expect([state.steps.start?.status, state.steps.a?.status]).toEqual(['skipped', 'succeeded']);
  });

  it('of a step on one of two ways leaves the other way as it is', async () => {
    const { calls } = await runScoped({ pinned: { b: [{ n: 'pinned' }] } });
    expect(calls).toEqual({ a: 3, c: 3, last: 4 });
  });

  it('doesn’t keep the step from running that the run is about', async () => {
    expect((await runScoped({ scope: { kind: 'until', step: 'a' }, pinned: { a: [] } })).calls).toEqual({ a: 3 });
  });

  it('comes before what an earlier run recorded', async () => {
    const { recorded, asked } = recordedAs({ 'a.out': numbered(9) });
    const scope: RunScope = { kind: 'only', step: 'b', dataFrom: 'r1' };
    const { calls } = await runScoped({ scope, recorded, pinned: { a: numbered(1) } });
    expect([calls, asked]).toEqual([{ b: 1 }, []]);
  });
});

describe('a run with the first records', () => {
  const reading = testFlow([
    { id: 'start', type: 'manual' },
    { id: 'rows', type: 'rows', settings: { size: 4 } },
    { id: 'a', type: 'create' },
  ]);

  it('stops each step that brings records in after so many, without reading on', async () => {
    const { calls, pages, state } = await runScoped({ firstRecords: 6, triggerRecords: numbered(1) }, reading);
    expect([calls, pages]).toEqual([{ a: 6 }, [0, 1]]);
    expect(state.header.firstRecords).toBe(6);
    expect(state.steps.rows).toMatchObject({ in: 1, out: { out: 6 }, status: 'succeeded' });
  });

  it('skips the records that a source no longer reads for, and takes so many of the trigger’s', async () => {
    const { state } = await runScoped({ firstRecords: 3, triggerRecords: numbered(9) }, reading);
    expect(state.steps.start?.out).toEqual({ out: 3 });
    expect(state.steps.rows).toMatchObject({ in: 3, skipped: 2, out: { out: 3 } });
  });

  it('takes the first of recorded records too', async () => {
    const { recorded } = recordedAs({ 'rows.out': numbered(9) });
    const scope: RunScope = { kind: 'from', step: 'a', dataFrom: 'r1' };
    expect((await runScoped({ scope, recorded, firstRecords: 3 }, reading)).calls).toEqual({ a: 3 });
  });
});

describe('any part of a flow', () => {
  const kinds = fc.constantFrom('until', 'only', 'from', 'failures');
  const ids = steps.map(({ id }) => id);

  it('R27 is accounted for like a whole one', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        fc.constantFrom(...ids.slice(1)),
        fc.subarray(ids, { maxLength: 2 }),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        async (kind, step, pins, firstRecords) => {
          const { recorded } = recordedAs({
            ...Object.fromEntries(ids.map((id) => [`${id}.out`, numbered(4)])),
            [`failed ${step}`]: numbered(2),
          });
          const scope: RunScope = kind === 'until' ? { kind, step } : ({ kind, step, dataFrom: 'r1' } as RunScope);
          const pinned = Object.fromEntries(pins.map((id) => [id, numbered(3)]));
          const { state, clock } = await runScoped({
            scope,
            pinned,
            recorded,
            ...(firstRecords ? { firstRecords } : {}),
          });
          expect(state.status).toBe('succeeded');
          expect(clock.pending()).toBe(0);
          expect(state.steps[step]?.status).toBe('succeeded');
          for (const { id, status, in: came, out, failed, skipped, filtered = 0 } of Object.values(state.steps)) {
            if (status === 'skipped') expect([came, out]).toEqual([0, {}]);
            else if (came > 0) expect(came).toBe((out.out ?? 0) + failed + skipped + filtered);
            else expect(ids.indexOf(id)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 80, examples: [['failures', 'a', ['b', 'c'], undefined]] },
    );
  });
});
