import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
afterEach(() => temporary.dispose());

const page = { offset: 0, limit: 1_000 };

/** Keeps a stored flow of these steps in a row, behind a trigger. */
function keep(name: string, steps: (Partial<FlowStep> & { id: string; type: string })[]): string {
  const all = [{ id: 'start', type: 'manual' }, ...steps].map((step) => ({ name: `${name} ${step.id}`, ...step }));
  const document: FlowDocument = {
    ...createFlow(name, name.toLowerCase()),
    steps: all,
    edges: all.slice(1).map(({ id }, index) => ({ from: all[index]?.id ?? '', to: id })),
  };
  return temporary.host.services.flows.create(name, document).id;
}

async function dryRun(flowId: string, input: JsonObject[]) {
  const { runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId, input, dryRun: true });
  await runs.ended(runId);
  return { runId, state: runs.get(runId).state, plan: runs.plans.page(runId, page) };
}

/** A service whose answers to GETs are `rates`, each to one, the last to all further ones. */
async function startService(...rates: number[]) {
  let reads = 0;
  const service = await startServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    // The answers’ headers are written on: the second that they were given in mustn’t count.
    response.sendDate = false;
    const rate = rates[Math.min(reads, rates.length - 1)];
    if (request.method === 'GET') reads += 1;
    response.end(request.method === 'GET' ? JSON.stringify({ rate }) : '{"id":"made"}');
  });
  const writes = () => service.received.filter(({ method }) => method !== 'GET').map(({ body }) => JSON.parse(body));
  return { service, writes };
}

/** A flow that calls `Order` for each record, which reads a rate, posts the order and calls `Log`, which stores it. */
function orders(url: string, onError: FlowStep['onError'] = 'stop'): string {
  keep('Log', [
    { id: 'count', type: 'store.get', settings: { key: 'logged', scope: 'all', default: 0 } },
    { id: 'log', type: 'store.set', settings: { key: 'logged', scope: 'all', value: '{{ count + n }}' } },
  ]);
  keep('Order', [
    { id: 'rate', type: 'http.request', settings: { method: 'GET', url: `${url}/rate` } },
    {
      id: 'post',
      type: 'http.request',
      settings: { method: 'POST', url: `${url}/orders`, body: { total: '{{ n * rate.body.rate }}' } },
    },
    { id: 'call', type: 'call_flow', settings: { flow: 'Log', input: { n: '{{ n }}' } } },
  ]);
  return keep('Orders', [
    { id: 'call', type: 'call_flow', settings: { flow: 'Order' }, onError },
    { id: 'done', type: 'http.request', settings: { method: 'PUT', url: `${url}/done/{{ n }}`, body: '{{ call }}' } },
  ]);
}

describe('a dry run of a flow that calls others', () => {
  it('plans what they would write in its own plan, and gives what they would give; applied, exactly that goes out', async () => {
    temporary = await openTemporaryHost();
    const { service, writes } = await startService(2);
    const { runs, store } = temporary.host.services;
    const flowId = orders(service.url);
    const { runId, state, plan } = await dryRun(flowId, [{ n: 1 }, { n: 2 }]);

    expect(state).toMatchObject({ status: 'succeeded', header: { dryRun: true } });
    expect(service.received.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(store.values.get('', 'logged')).toBeUndefined();
    expect([plan.total, plan.obstacle]).toEqual([6, null]);
    const posts = plan.writes.filter(({ step }) => step === 'call/post');
    expect(posts.map(({ calledIn, place, fields }) => [calledIn, place, fields[0]?.wouldBecome])).toEqual([
      [{ flow: 'Order', step: 'Order post' }, 0, 2],
      [{ flow: 'Order', step: 'Order post' }, 1, 4],
    ]);
    const logged = plan.writes.filter(({ step }) => step === 'call/call/log');
    expect(logged.map(({ calledIn, fields }) => [calledIn?.flow, fields])).toEqual([
      ['Log', [{ field: 'value', wouldBecome: 1 }]],
      ['Log', [{ field: 'value', wouldBecome: 3 }]],
    ]);
    expect(plan.writes.filter(({ step }) => step === 'done').map(({ calledIn }) => calledIn)).toEqual([
      undefined,
      undefined,
    ]);
    const [called] = runs.called(runId, { step: 'call', place: 0, offset: 0, limit: 1 }).runs;
    expect(runs.get(called?.runId ?? '')).toMatchObject({ summary: { dryRun: true }, resumable: false });
    expect(() => runs.plans.page(called?.runId ?? '', page)).toThrow('part of the plan of the run that called it');

    const applied = await runs.plans.apply(runId);
    expect(applied).toMatchObject({ movedTotal: 0 });
    expect((await applied.result)?.state).toMatchObject({ status: 'succeeded', header: { planOf: runId } });
    expect(writes().filter(({ total }: JsonObject) => total !== undefined)).toEqual(
      expect.arrayContaining([{ total: 2 }, { total: 4 }]),
    );
    expect(writes()).toHaveLength(4);
    expect(store.values.get('', 'logged')).toBe(3);
    await service.close();
  });

  it('isn’t applied when a called flow would write something else now', async () => {
    temporary = await openTemporaryHost();
    const { service, writes } = await startService(2, 5);
    const { runId } = await dryRun(orders(service.url), [{ n: 3 }]);
    const { moved, movedTotal } = await temporary.host.services.runs.plans.apply(runId);
    // What the called flow gives goes on, so what is sent behind it has moved as well.
    expect(movedTotal).toBe(4);
    const inOrder = moved.filter(({ write }) => write.calledIn?.flow === 'Order');
    expect(inOrder.map(({ change, write }) => [change, write.fields[0]?.wouldBecome])).toEqual([
      ['new', 15],
      ['gone', 6],
    ]);
    expect(writes()).toEqual([]);
    await service.close();
  });

  it('is stopped when a called flow is about to write what isn’t in the plan, whatever its caller does with failures', async () => {
    temporary = await openTemporaryHost();
    // The repetition of the dry run still reads what the plan was made with.
    const { service, writes } = await startService(2, 2, 2, 2, 7);
    const { runs } = temporary.host.services;
    const { runId } = await dryRun(orders(service.url, 'skip'), [{ n: 3 }, { n: 4 }]);
    const result = await (await runs.plans.apply(runId)).result;
    expect(result?.state).toMatchObject({ status: 'failed', error: { code: 'CALLED_FLOW_FAILED' } });
    expect(result?.state.error?.message).toContain('isn’t in the plan');
    // By itself it would know no plan, and write whatever it likes.
    const [called] = runs.called(result?.state.header.runId ?? '', { offset: 0, limit: 1 }).runs;
    await expect(runs.resume(called?.runId ?? '')).rejects.toThrow('part of a plan');
    expect(writes()).toEqual([]);
    await service.close();
  });

  it('says which step read what isn’t written yet, and can’t be applied where that is certain', async () => {
    temporary = await openTemporaryHost();
    writeFileSync(join(temporary.dataFolder, 'files', 'totals.csv'), 'total\n1\n');
    const flowId = keep('Totals', [
      { id: 'save', type: 'files.write', settings: { path: 'totals.csv' } },
      { id: 'read', type: 'files.read', settings: { path: 'totals.csv' } },
    ]);
    const { plan } = await dryRun(flowId, [{ total: 2 }]);
    expect(plan.unwritten).toEqual([{ reader: 'Totals read', writer: 'Totals save' }]);
    expect(plan.obstacle).toContain('reads the file');
  });

  it('shows no breakpoint to the repetition: applying doesn’t wait for anybody before it has begun', async () => {
    temporary = await openTemporaryHost();
    const { runs, store } = temporary.host.services;
    const flowId = keep('Counting', [{ id: 'keep', type: 'store.set', settings: { key: 'k', value: '{{ n }}' } }]);
    const { runId } = await runs.startStored({
      flowId,
      input: [{ n: 1 }],
      dryRun: true,
      breakpoints: [{ step: 'keep' }],
    });
    await expect.poll(() => runs.paused(runId)).toHaveLength(1);
    runs.proceed(runId, runs.paused(runId)[0]?.pause ?? 0, { until: 'end' });
    await runs.ended(runId);
    const applied = await runs.plans.apply(runId);
    expect(applied.movedTotal).toBe(0);
    const applying = applied.runId ?? '';
    await expect.poll(() => runs.paused(applying)).toHaveLength(1);
    runs.proceed(applying, runs.paused(applying)[0]?.pause ?? 0, { until: 'end' });
    await runs.ended(applying);
    expect(store.values.get('counting', 'k')).toBe(1);
  });
});
