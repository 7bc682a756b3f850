import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRunRequest } from '../../electron/host/runs/run-request.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let flowId: string;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  flowId = temporary.host.services.flows.create('Counting', counting()).id;
});
afterEach(() => temporary.dispose());

/** Counts how often `keep` ran, then doubles `n`, which fails where it is no number. */
function counting(factor = 2): FlowDocument {
  return {
    ...createFlow('Counting', 'counting'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'count', type: 'store.get', name: 'Count', settings: { key: 'count', default: 0 } },
      { id: 'keep', type: 'store.set', name: 'Keep', settings: { key: 'count', value: '{{ count + 1 }}' } },
      {
        id: 'double',
        type: 'map_fields',
        name: 'Double',
        onError: 'skip',
        settings: { fields: [{ name: 'doubled', value: `{{ n * ${factor} }}` }] },
      },
    ],
    edges: [
      { from: 'start', to: 'count' },
      { from: 'count', to: 'keep' },
      { from: 'keep', to: 'double' },
    ],
  };
}

async function run(part: Omit<StoredRunRequest, 'flowId'>) {
  const { runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId, ...part });
  for await (const _ of runs.watch(runId, 0, undefined));
  const { state, summary } = runs.get(runId);
  const left = (step: string) => runs.records({ runId, step, port: 'out', offset: 0, limit: 99 }).records;
  return { runId, state, summary, left };
}

const input: JsonObject[] = [{ n: 1 }, { n: 'two' }, { n: 3 }];

function save(change: (document: FlowDocument) => void): void {
  const { flows } = temporary.host.services;
  const { document, revision, bindings } = flows.get(flowId);
  change(document);
  flows.save({ id: flowId, revision, document, bindings });
}

describe('a part of a flow', () => {
  it('runs one step on what reached it in the last run, with the step as it is now', async () => {
    const whole = await run({ input });
    save((document) => Object.assign(document, { steps: counting(10).steps }));
    const { state, left } = await run({ scope: { kind: 'only', step: 'double' } });
    expect(state.header).toMatchObject({
      scope: { kind: 'only', step: 'double', dataFrom: whole.runId },
      cameOf: { runId: whole.runId, number: whole.summary.number, as: 'data' },
    });
    expect(state.steps.double).toMatchObject({ in: 3, out: { out: 2 }, failed: 1 });
    expect(left('double').map(({ doubled }) => doubled)).toEqual([10, 30]);
    // What stood in for the step before is kept with the run, so the next one can go on from it.
    expect((await run({ scope: { kind: 'only', step: 'double' } })).state.steps.double?.in).toBe(3);
  });

  it('R27 does again only what failed, and nothing that went well', async () => {
    const whole = await run({ input });
    save((document) => {
      const [, , , double] = document.steps;
      if (double) double.settings = { fields: [{ name: 'doubled', value: '{{ coalesce(number(n), 0) }}' }] };
    });
    const { state, left } = await run({ scope: { kind: 'failures', step: 'double', dataFrom: whole.runId } });
    expect([state.status, state.steps.double?.in]).toEqual(['succeeded', 1]);
    expect([state.steps.keep?.in, left('keep')]).toEqual([0, [expect.objectContaining({ n: 'two' })]]);
  });

  it('isn’t held up by problems of steps that don’t run', async () => {
    save((document) => {
      const [, , , double] = document.steps;
      if (double) double.settings = { fields: [{ name: 'doubled', value: '{{ n * }}' }] };
    });
    await expect(run({ input })).rejects.toMatchObject({ code: 'FLOW_PROBLEMS' });
    expect((await run({ input, scope: { kind: 'until', step: 'keep' } })).state.status).toBe('succeeded');
  });

  it('uses pinned data in a test run, and in no other', async () => {
    save((document) => Object.assign(document, { pinned: { keep: [{ n: 21 }] } }));
    const test = await run({ usesPinned: true });
    expect([test.state.header.pinned, test.left('double')]).toEqual([['keep'], [{ n: 21, doubled: 42 }]]);
    const real = await run({ input: [{ n: 1 }] });
    expect([real.state.header.pinned, real.left('double')[0]?.doubled]).toEqual([undefined, 2]);
  });

  it('brings in the first records only', async () => {
    expect((await run({ input, firstRecords: 1 })).state.steps.double?.in).toBe(1);
  });

  it('goes on after a restart as the part that it was', async () => {
    const { runs } = temporary.host.services;
    save((document) => {
      const [, , keep] = document.steps;
      if (keep) Object.assign(keep, { type: 'wait', settings: { seconds: 60 } });
    });
    const first = await run({ input, scope: { kind: 'until', step: 'count' } });
    const { runId } = await runs.startStored({
      flowId,
      scope: { kind: 'only', step: 'keep', dataFrom: first.runId },
      firstRecords: 2,
    });
    await expect.poll(() => runs.get(runId).state.steps.keep?.in).toBe(2);
    const host = await temporary.reopen();
    await host.services.runs.resumeInterrupted();
    await expect.poll(() => host.services.runs.get(runId).state.steps.keep?.in).toBe(2);
    const { header, steps } = host.services.runs.get(runId).state;
    expect(header).toMatchObject({ attempt: 2, firstRecords: 2, scope: { kind: 'only', dataFrom: first.runId } });
    expect(steps.start?.status).not.toBe('running');
    host.services.runs.cancel(runId);
  });
});

describe('a breakpoint', () => {
  it('waits through a restart, keeps what was edited, and stops nowhere where nobody could let it go on', async () => {
    const breakpoints = [{ step: 'keep', condition: 'n != "two"' }];
    const { runs } = temporary.host.services;
    const { runId } = await runs.startStored({ flowId, input, breakpoints });
    await expect.poll(() => runs.paused(runId)).toMatchObject([{ step: 'keep', index: 0, record: { n: 1 } }]);
    expect(runs.get(runId).summary.status).toBe('waiting');
    expect(runs.proceed(runId, 1, { record: { n: 100, count: 0 }, until: 'next' })).toBe(true);
    await expect.poll(() => runs.paused(runId)).toMatchObject([{ index: 2, record: { n: 3 } }]);
    const { runs: later } = (await temporary.reopen()).services;
    expect(later.get(runId).summary.status).toBe('interrupted');
    expect(later.paused(runId)).toEqual([]);
    const { result } = await later.resume(runId, { neverStops: true });
    const { state } = await result;
    expect(state.status).toBe('partly_succeeded');
    const left = later.records({ runId, step: 'double', port: 'out', offset: 0, limit: 9 }).records;
    expect(left.map(({ doubled }) => doubled)).toEqual([200, 6]);
  });
});

describe('data that isn’t there', () => {
  const only = { scope: { kind: 'only', step: 'double' } } as const;

  it('is missed with the reason and what to do: no run yet', async () => {
    await expect(run(only)).rejects.toMatchObject({
      code: 'RUN_DATA_MISSING',
      message: 'No run has records for “Double” yet.',
      fix: 'Run the flow up to this step first.',
    });
  });

  it.each([
    ['sampled', 'The run kept only the first records of each step.'],
    ['errors', 'The run kept only records that failed.'],
    ['none', 'The run kept no records.'],
  ] as const)('is missed with the reason and what to do: retention “%s”', async (retention, why) => {
    save((document) => Object.assign(document, { settings: { retention } }));
    const many = Array.from({ length: 60 }, (_, n) => ({ n }));
    await run({ input: many });
    await expect(run(only)).rejects.toMatchObject({ code: 'RUN_DATA_MISSING', why });
  });

  it('is missed where the run never came to the step, or nothing failed there', async () => {
    const { runId } = await run({ input: [{ n: 1 }], scope: { kind: 'until', step: 'start' } });
    const refused = run({ scope: { kind: 'from', step: 'double', dataFrom: runId } });
    await expect(refused).rejects.toMatchObject({
      code: 'RUN_DATA_MISSING',
      message: expect.stringMatching(/Run \d+ .*“Keep”/),
    });
    const whole = await run({ input: [{ n: 1 }] });
    const failures = run({ scope: { kind: 'failures', step: 'double', dataFrom: whole.runId } });
    await expect(failures).rejects.toMatchObject({ message: expect.stringContaining('no record failed there') });
  });

  it('is missed where the run is gone', async () => {
    const { runId } = await run({ input });
    await temporary.host.services.runs.remove(runId);
    const refused = run({ scope: { kind: 'from', step: 'double', dataFrom: runId } });
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
