import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument, type FlowStep, parseFlow } from '../../shared/flow/index.ts';
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

const calling = (flow: string, more: JsonObject = {}, step: Partial<FlowStep> = {}) => ({
  id: 'called',
  type: 'call_flow',
  settings: { flow, ...more },
  ...step,
});

/** Runs the flow and gives its run and the records of its last step. */
async function run({ runs }: Services, flowId: string, input: JsonObject[], last = 'called') {
  const { runId } = await runs.startStored({ flowId, input });
  await runs.ended(runId);
  const { records } = runs.records({ runId, step: last, port: 'out', offset: 0, limit: 100 });
  return { runId, records, ...runs.get(runId) };
}

const doubling = () =>
  chain('Double', [
    { id: 'double', type: 'map_fields', settings: { fields: [{ name: 'n', value: '{{ n * 2 }}' }], keep: 'mapped' } },
  ]);

describe('a flow that calls another', () => {
  it('does what its page says', async () => {
    const services = await open();
    const page = readFileSync(join(import.meta.dirname, '../../docs/steps/call_flow.md'), 'utf8');
    const block = (kind: string) => new RegExp(`\`\`\`json ${kind}\\n(.*?)\\n\`\`\``, 's').exec(page)?.[1] ?? '';
    services.flows.create('Rate one account', parseFlow(block('called')));
    const { id } = services.flows.create('Rate accounts', parseFlow(block('flow')));
    const { records } = await run(services, id, JSON.parse(block('input')), 'map');
    expect(records).toEqual(JSON.parse(block('result')));
  });

  it('gets what it maps or the whole record, over the defaults of the called flow’s form', async () => {
    const services = await open();
    const called = chain('Asking', []);
    const [start] = called.steps;
    if (start)
      start.settings = {
        fields: [
          { name: 'n', type: 'number', default: 7 },
          { name: 'm', type: 'text' },
        ],
      };
    services.flows.create('Asking', called);
    const whole = services.flows.create('Whole', chain('Whole', [calling('Asking')])).id;
    expect((await run(services, whole, [{ m: 'x' }])).records).toEqual([{ m: 'x', called: [{ n: 7, m: 'x' }] }]);
    const mapping = calling('asking', { input: { n: '{{ k + 1 }}' } });
    const mapped = services.flows.create('Mapped', chain('Mapped', [mapping])).id;
    expect((await run(services, mapped, [{ k: 1 }])).records).toEqual([{ k: 1, called: [{ n: 2, m: null }] }]);
  });

  it('calls a run of its own for each record, which can be found from both sides', async () => {
    const services = await open();
    services.flows.create('Double', doubling());
    const { id } = services.flows.create('Caller', chain('Caller', [calling('Double')]));
    const { runId, records, summary } = await run(services, id, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(records.map(({ called }) => called)).toEqual([[{ n: 2 }], [{ n: 4 }], [{ n: 6 }]]);
    const { runs, total } = services.runs.called(runId, { step: 'called', offset: 0, limit: 10 });
    expect(total).toBe(3);
    expect(runs.map(({ status, calledBy }) => [status, calledBy?.place])).toEqual(
      [0, 1, 2].map((n) => ['succeeded', n]),
    );
    const [third] = services.runs.called(runId, { step: 'called', place: 2, offset: 0, limit: 10 }).runs;
    const back = services.runs.get(third?.runId ?? '').state.header.calledBy;
    expect(back).toEqual({ runId, number: summary.number, flowName: 'Caller', step: 'called', place: 2 });
    const given = { runId: third?.runId ?? '', step: 'start', port: 'out', offset: 0, limit: 1 };
    expect(services.runs.records(given).records).toEqual([{ n: 3 }]);
  });

  it('fails the records whose run failed, naming that run, and goes on with the others', async () => {
    const services = await open();
    const stop = { id: 'stop', type: 'stop', settings: { status: 'failed', message: 'No n.' } };
    const even = { id: 'even', type: 'if', settings: { condition: 'n % 2 == 0' } };
    const end = { id: 'end', type: 'map_fields', settings: { fields: [{ name: 'ok', value: 'yes' }] } };
    const picky = chain('Picky', [even, stop, end]);
    picky.edges = [
      { from: 'start', to: 'even' },
      { from: 'even', port: 'false', to: 'stop' },
      { from: 'even', port: 'true', to: 'end' },
    ];
    services.flows.create('Picky', picky);
    const { id } = services.flows.create('Caller', chain('Caller', [calling('Picky', {}, { onError: 'skip' })]));
    const { runId, records, summary } = await run(services, id, [{ n: 1 }, { n: 2 }]);
    expect(summary.status).toBe('partly_succeeded');
    expect(records).toEqual([{ n: 2, called: [{ n: 2, ok: 'yes' }] }]);
    const [failed] = services.runs.failures({ runId, step: 'called', offset: 0, limit: 9 }).failures;
    const [called] = services.runs.called(runId, { place: 0, offset: 0, limit: 1 }).runs;
    expect(failed?.error).toMatchObject({
      code: 'CALLED_FLOW_FAILED',
      data: { number: called?.number, code: 'RUN_STOPPED' },
    });
    expect(failed?.error.message).toContain('No n.');
  });

  it('is refused before anything runs when it would call itself, however far around, with the way named', async () => {
    const services = await open();
    const { id } = services.flows.create('A', chain('A', [calling('B')]));
    services.flows.create('B', chain('B', [calling('C')]));
    services.flows.create('C', chain('C', [calling('A')]));
    await expect(services.runs.startStored({ flowId: id, input: [{}] })).rejects.toMatchObject({
      code: 'FLOW_CALLS_ITSELF',
      data: { field: 'flow', chain: '“A” → “B” → “C” → “A”' },
    });
    const self = services.flows.create('Self', chain('Self', [calling('self')])).id;
    await expect(services.runs.startStored({ flowId: self, input: [{}] })).rejects.toMatchObject({
      code: 'FLOW_CALLS_ITSELF',
    });
    expect(services.runs.list({ offset: 0, limit: 9 }).total).toBe(0);
  });

  it('is refused when flows stand more than 16 deep, and when there is no such flow', async () => {
    const services = await open();
    for (let n = 0; n < 18; n += 1)
      services.flows.create(`F${n}`, chain(`F${n}`, n < 17 ? [calling(`F${n + 1}`)] : []));
    const start = (flowId: string) => services.runs.startStored({ flowId, input: [{}] });
    await expect(start('f0')).rejects.toMatchObject({ code: 'FLOW_CALLED_TOO_DEEP' });
    const deep = await run(services, 'f2', [{ n: 1 }]);
    expect(deep.summary.status).toBe('succeeded');
    expect(services.runs.list({ offset: 0, limit: 1 }).total).toBe(16);
    const missing = services.flows.create('Missing', chain('Missing', [calling('Nowhere')])).id;
    await expect(start(missing)).rejects.toMatchObject({ code: 'FLOW_NOT_FOUND', data: { field: 'flow' } });
  });

  it('stands with the called flow in the list of flows, as long as it calls it', async () => {
    const { flows } = await open();
    flows.create('Double', doubling());
    const { id, document, revision } = flows.create('Caller', chain('Caller', [calling('Double')]));
    const callersOf = (name: string) => flows.list().find((flow) => flow.name === name)?.calledBy;
    expect(callersOf('Double')).toEqual([{ id, name: 'Caller' }]);
    expect(callersOf('Caller')).toEqual([]);
    flows.save({ id, revision, document: { ...document, steps: document.steps.slice(0, 1), edges: [] }, bindings: {} });
    expect(callersOf('Double')).toEqual([]);
  });

  it('R14 stops the runs that it called when it is stopped', async () => {
    const services = await open();
    services.flows.create('Slow', chain('Slow', [{ id: 'wait', type: 'wait', settings: { seconds: 3_600 } }]));
    const { id } = services.flows.create('Caller', chain('Caller', [calling('Slow')]));
    const { runId } = await services.runs.startStored({ flowId: id, input: [{ n: 1 }, { n: 2 }] });
    const called = () => services.runs.called(runId, { offset: 0, limit: 9 }).runs;
    await expect.poll(() => called().length).toBe(2);
    services.runs.cancel(runId);
    await expect.poll(() => services.runs.get(runId).summary.status, { timeout: 2_000 }).toBe('cancelled');
    expect(called().map(({ runId: one }) => services.runs.get(one).summary.status)).toEqual(['cancelled', 'cancelled']);
  });

  it('keeps as much history in the called runs as it keeps itself', async () => {
    const services = await open();
    services.flows.create('Double', doubling());
    const caller = { ...chain('Caller', [calling('Double')]), settings: { retention: 'none' as const } };
    const { runId } = await run(services, services.flows.create('Caller', caller).id, [{ n: 1 }]);
    const [called] = services.runs.called(runId, { offset: 0, limit: 1 }).runs;
    expect(services.runs.get(called?.runId ?? '').state.header.retention).toBe('none');
  });
});
