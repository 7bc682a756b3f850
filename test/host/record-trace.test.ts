import { afterEach, describe, expect, it } from 'vitest';
import type { RecordTrace } from '../../shared/contract/index.ts';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
afterEach(() => temporary?.dispose());

async function open() {
  temporary = await openTemporaryHost();
  return temporary.host.services;
}

type Services = Awaited<ReturnType<typeof open>>;

/** A flow of a trigger and these steps, each behind the one before it. */
function chain(name: string, steps: (Partial<FlowStep> & { id: string; type: string })[]): FlowDocument {
  const all = [{ id: 'start', type: 'manual' }, ...steps].map((step) => ({ name: step.id, ...step }));
  const edges = all.slice(1).map(({ id: to }, index) => ({ from: all[index]?.id ?? '', to }));
  return { ...createFlow(name, name.toLowerCase()), steps: all, edges };
}

const calling = (flow: string, step: Partial<FlowStep> = {}) => ({
  id: 'call',
  type: 'call_flow',
  settings: { flow },
  ...step,
});
const filter = (condition: string, id = 'some') => ({ id, type: 'filter', settings: { condition } });
const computing = (value: string, id = 'computed') => ({
  id,
  type: 'map_fields',
  settings: { fields: [{ name: 'result', value: `{{ ${value} }}` }] },
});

async function run({ flows, runs }: Services, flow: FlowDocument, input: JsonObject[]): Promise<string> {
  const { id } = flows.create(flow.name, flow);
  const { runId } = await runs.startStored({ flowId: id, input });
  await runs.ended(runId);
  return runId;
}

/** The run that a run called for the record that its step `call` received at this place. */
function calledFor({ runs }: Services, runId: string, place: number): string {
  return runs.called(runId, { step: 'call', place, offset: 0, limit: 1 }).runs[0]?.runId ?? '';
}

/** Relatives as `flow/step.port index`, with the flow's name for the run. */
function names(trace: RecordTrace, direction: 'from' | 'to'): string[] {
  return trace[direction].map(({ runId, step, port, index }) => {
    const flow = trace.runs.find((known) => known.runId === runId)?.flowName;
    return `${flow}/${step}.${port} ${index}`;
  });
}

describe('a record that is split and gathered', () => {
  const gathering = chain('Gathering', [
    filter('name != "skip"'),
    { id: 'each', type: 'for_each', settings: { list: 'lines', as: 'line' } },
    computing('line * 2', 'twice'),
    { id: 'gathered', type: 'gather', settings: { origin: 'each', value: 'result' } },
  ]);
  const orders = [
    { name: 'first', lines: [1, 2] },
    { name: 'skip', lines: [9] },
    { name: 'odd', lines: 'none' },
    { name: 'empty', lines: [] },
    { name: 'last', lines: [3] },
    { name: 'empty again', lines: [] },
  ];

  it('is followed to its source and from there, also where its list is empty', async () => {
    const services = await open();
    const document = { ...gathering, steps: gathering.steps.map((step) => ({ ...step, onError: 'skip' as const })) };
    const runId = await run(services, document, orders);
    const out = { runId, step: 'gathered', port: 'out', offset: 0, limit: 9 };
    const records = services.runs.records(out).records;
    expect(records.map(({ name, gathered }) => [name, gathered])).toEqual([
      ['first', [2, 4]],
      ['empty', []],
      ['last', [6]],
      ['empty again', []],
    ]);
    const sourceOf = (index: number) => {
      const { from } = services.runs.trace({ runId, step: 'gathered', port: 'out', index });
      return from.filter(({ step }) => step === 'start').map((place) => place.index);
    };
    expect([0, 1, 2, 3].map(sourceOf)).toEqual([[0], [3], [4], [5]]);
    const { to, endings } = services.runs.trace({ runId, step: 'start', port: 'out', index: 3 });
    expect(to.map(({ step, index }) => `${step} ${index}`)).toEqual(['some 2', 'gathered 1']);
    expect(endings).toEqual([]);
  });
});

describe('a record followed through called flows', () => {
  it('goes into the run that was called for it, to what it became there, and on with what came back', async () => {
    const services = await open();
    services.flows.create('Inner', chain('Inner', [computing('n * 2')]));
    const outer = chain('Outer', [filter('n > 1'), calling('Inner'), filter('true', 'last')]);
    const runId = await run(services, outer, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    const trace = services.runs.trace({ runId, step: 'start', port: 'out', index: 2 });
    expect(names(trace, 'to')).toEqual([
      'Outer/some.kept 1',
      'Outer/call.out 1',
      'Outer/last.kept 1',
      'Inner/start.out 0',
      'Inner/computed.out 0',
    ]);
    expect(trace.runs.map(({ flowName, calledBy }) => [flowName, calledBy])).toEqual([
      ['Outer', undefined],
      ['Inner', { runId, step: 'call', place: 1 }],
    ]);
    expect(trace.to.find(({ step }) => step === 'computed')?.runId).toBe(calledFor(services, runId, 1));
  });

  it('goes back from a called run into those that called it, to the source, at any depth', async () => {
    const services = await open();
    services.flows.create('Deepest', chain('Deepest', [computing('n + 1')]));
    services.flows.create('Middle', chain('Middle', [filter('n > 0'), calling('Deepest')]));
    const runId = await run(services, chain('Top', [filter('n > 1'), calling('Middle')]), [{ n: 1 }, { n: 2 }]);
    const deepest = calledFor(services, calledFor(services, runId, 0), 0);
    const trace = services.runs.trace({ runId: deepest, step: 'computed', port: 'out', index: 0 });
    expect(names(trace, 'from')).toEqual([
      'Deepest/start.out 0',
      'Middle/some.kept 0',
      'Middle/start.out 0',
      'Top/some.kept 0',
      'Top/start.out 1',
    ]);
    expect(names(trace, 'to')).toEqual(['Middle/call.out 0', 'Top/call.out 0']);
    const whole = services.runs.trace({ runId, step: 'call', port: 'out', index: 0 });
    expect(names(whole, 'from')).toEqual([
      'Top/some.kept 0',
      'Top/start.out 1',
      'Middle/call.out 0',
      'Middle/some.kept 0',
      'Middle/start.out 0',
      'Deepest/computed.out 0',
      'Deepest/start.out 0',
    ]);
  });

  it('goes back from a record that failed, and says in each run how it ended', async () => {
    const services = await open();
    services.flows.create('Picky', chain('Picky', [computing('n * 2')]));
    const outer = chain('Outer', [filter('true'), calling('Picky', { onError: 'skip' })]);
    const runId = await run(services, outer, [{ n: 1 }, { n: 'two' }]);
    const failed = services.runs.trace({ runId, step: 'call', place: 1 });
    expect(names(failed, 'from')).toEqual(['Outer/some.kept 1', 'Outer/start.out 1']);
    expect(names(failed, 'to')).toEqual(['Picky/start.out 0']);
    expect(failed.endings.map(({ step, place, became, error }) => [step, place, became, error?.code])).toEqual([
      ['call', 1, 'failed', 'CALLED_FLOW_FAILED'],
      ['computed', 0, 'failed', 'EXPRESSION_TYPE'],
    ]);
    const inner = services.runs.trace({ runId: calledFor(services, runId, 1), step: 'computed', place: 0 });
    expect(names(inner, 'from')).toEqual(['Picky/start.out 0', 'Outer/some.kept 1', 'Outer/start.out 1']);
    const left = await run(services, chain('Left', [{ id: 'one', type: 'limit', settings: { count: 1 } }]), [{}, {}]);
    expect(services.runs.trace({ runId: left, step: 'one', place: 1 })).toMatchObject({
      from: [{ step: 'start', index: 1 }],
      endings: [{ step: 'one', place: 1, became: 'filtered' }],
    });
  });

  it('goes into the runs that an earlier run called, where that one is gone on with', async () => {
    const services = await open();
    services.flows.create('Picky', chain('Picky', [computing('n * 2')]));
    const outer = chain('Outer', [calling('Picky', { onError: 'skip' })]);
    const before = await run(services, outer, [{ n: 'one' }, { n: 2 }]);
    const [failed, done] = [0, 1].map((place) => calledFor(services, before, place));
    const rerun = { runId: before, version: 'same' as const, from: { kind: 'failed' as const } };
    const { runId } = await services.runs.reruns.rerun(rerun);
    await services.runs.ended(runId);
    for (const [index, inner] of [failed, done].entries()) {
      const { to, gaps, runs } = services.runs.trace({ runId, step: 'start', port: 'out', index });
      expect([gaps, to.filter(({ step }) => step === 'start')]).toEqual([
        [],
        [expect.objectContaining({ runId: inner })],
      ]);
      expect(runs.at(-1)?.calledBy).toEqual({ runId, step: 'call', place: index });
      expect(services.runs.called(runId, { place: index, offset: 0, limit: 9 }).runs.map((one) => one.runId)).toEqual([
        inner,
      ]);
    }
    const back = services.runs.trace({ runId: done ?? '', step: 'computed', port: 'out', index: 0 });
    expect(back.to.map((record) => record.runId)).toEqual([before]);
    services.store.runs.remove(before);
    const still = services.runs.trace({ runId: done ?? '', step: 'computed', port: 'out', index: 0 });
    expect([still.to.map((record) => record.runId), still.gaps]).toEqual([[runId], []]);
  });

  it('says where it goes on when that isn’t known any more', async () => {
    const services = await open();
    services.flows.create('Inner', chain('Inner', []));
    const outer = chain('Outer', [calling('Inner')]);
    const runId = await run(services, outer, [{ n: 1 }, { n: 2 }]);
    const [first, second] = [0, 1].map((place) => calledFor(services, runId, place));
    services.store.runs.remove(first ?? '');
    expect(services.runs.trace({ runId, step: 'start', port: 'out', index: 0 }).gaps).toEqual([
      { runId, step: 'call', why: 'called-run-gone', count: 1 },
    ]);
    const { number } = services.runs.get(runId).summary;
    services.store.runs.remove(runId);
    expect(services.runs.trace({ runId: second ?? '', step: 'start', port: 'out', index: 0 })).toMatchObject({
      from: [],
      gaps: [{ runId: second, step: 'call', why: 'calling-run-gone', number, flowName: 'Outer' }],
    });
    const quiet = { ...chain('Quiet', [calling('Inner')]), settings: { retention: 'errors' as const } };
    const unkept = await run(services, quiet, [{ n: 1 }]);
    expect(services.runs.trace({ runId: unkept, step: 'start', port: 'out', index: 0 })).toMatchObject({
      to: [],
      gaps: [{ runId: unkept, why: 'kept-less' }],
    });
  });
});
