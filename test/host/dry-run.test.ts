import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument, type FlowStep } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
afterEach(() => temporary.dispose());

const page = { offset: 0, limit: 1_000 };

/** A flow of these steps in a row. */
function chain(name: string, steps: (Partial<FlowStep> & { id: string; type: string })[]): FlowDocument {
  return {
    ...createFlow(name, name.toLowerCase().replaceAll(' ', '-')),
    steps: steps.map((step) => ({ name: step.id, ...step })),
    edges: steps.slice(1).map(({ id }, index) => ({ from: steps[index]?.id ?? '', to: id })),
  };
}

async function dryRun(document: FlowDocument, input: { N: number; Name: string }[]) {
  const { runs } = temporary.host.services;
  const { runId, result } = await runs.startDocument({
    document,
    revision: 0,
    bindings: {},
    input,
    baseFolder: temporary.dataFolder,
    dryRun: true,
  });
  const { state } = await result;
  return { runId, state, plan: runs.plans.page(runId, page) };
}

async function startService() {
  const service = await startServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.statusCode = request.method === 'GET' ? 200 : 201;
    response.end(request.method === 'GET' ? '{"rate":2}' : '{"id":"made-1"}');
  });
  return { service, posts: () => service.received.filter(({ method }) => method !== 'GET') };
}

/** Reads a rate, posts each record, stores the last one, and saves what it did. */
const posting = (url: string) =>
  chain('Posting', [
    { id: 'start', type: 'manual' },
    { id: 'rate', type: 'http.request', settings: { method: 'GET', url: `${url}/rate` } },
    {
      id: 'post',
      type: 'http.request',
      settings: {
        method: 'POST',
        url: `${url}/orders`,
        body: { name: '{{ Name }}', total: '{{ N * rate.body.rate }}' },
      },
    },
    { id: 'keep', type: 'store.set', settings: { key: 'last', value: '{{ N }}' } },
    { id: 'save', type: 'files.write', settings: { path: 'done.csv', columns: ['Name', 'post.body.id'] } },
  ]);

const two = [
  { N: 1, Name: 'Ada' },
  { N: 2, Name: 'Basil' },
];

describe('a dry run', () => {
  it('B2 reads, plans every write, and changes nothing outside; applying it writes exactly that', async () => {
    temporary = await openTemporaryHost();
    const { service, posts } = await startService();
    const { runs, store } = temporary.host.services;
    const { runId, state, plan } = await dryRun(posting(service.url), two);

    expect(state).toMatchObject({ status: 'succeeded', header: { dryRun: true } });
    expect(service.received.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(existsSync(join(temporary.dataFolder, 'done.csv'))).toBe(false);
    expect(store.values.get('posting', 'last')).toBeUndefined();
    expect(store.runRequests.read(runId)).toBeUndefined();
    expect(runs.get(runId)).toMatchObject({ summary: { dryRun: true }, resumable: false });
    expect(plan).toMatchObject({ total: 5, kept: 5, obstacle: null, appliedBy: null });
    expect(plan.writes.find(({ step, place }) => step === 'post' && place === 1)).toMatchObject({
      operation: 'send',
      target: `POST ${service.url}/orders`,
      fields: [
        { field: 'name', wouldBecome: 'Basil' },
        { field: 'total', wouldBecome: 4 },
        { field: 'header: content-type', wouldBecome: 'application/json' },
        { field: 'header: idempotency-key', wouldBecome: '‹one for each call›' },
      ],
    });
    expect(plan.writes.find(({ step }) => step === 'keep')).toMatchObject({
      operation: 'set-value',
      recordId: 'last',
      fields: [{ field: 'value', wouldBecome: 1 }],
    });
    expect(plan.writes.find(({ step }) => step === 'save')).toMatchObject({
      operation: 'write-file',
      target: join(temporary.dataFolder, 'done.csv'),
      fields: [
        { field: 'file', wouldBecome: 'new' },
        { field: 'records', wouldBecome: 2 },
      ],
    });

    const applied = await runs.plans.apply(runId);
    expect(applied).toMatchObject({ movedTotal: 0 });
    expect((await applied.result)?.state).toMatchObject({ status: 'succeeded', header: { planOf: runId } });
    expect(posts().map(({ body }) => JSON.parse(body))).toEqual([
      { name: 'Ada', total: 2 },
      { name: 'Basil', total: 4 },
    ]);
    expect(readFileSync(join(temporary.dataFolder, 'done.csv'), 'utf8')).toContain('Basil,made-1');
    expect(store.values.get('posting', 'last')).toBe(2);

    expect(runs.plans.page(runId, page).appliedBy).toBe(applied.runId);
    await expect(runs.plans.apply(runId)).rejects.toMatchObject({ code: 'PLAN_NOT_APPLICABLE' });
    await service.close();
  });

  it('isn’t applied when something moved since: it says what, and writes nothing', async () => {
    temporary = await openTemporaryHost();
    const { service, posts } = await startService();
    const leads = join(temporary.dataFolder, 'leads.csv');
    writeFileSync(leads, 'Name\nAda\nBasil\n');
    const flow = chain('Sending leads', [
      { id: 'start', type: 'manual' },
      { id: 'leads', type: 'files.read', settings: { path: 'leads.csv' } },
      { id: 'post', type: 'http.request', settings: { method: 'PUT', url: `${service.url}/{{ Name }}`, body: 'x' } },
    ]);
    const { runId } = await dryRun(flow, [{ N: 1, Name: 'Start' }]);
    writeFileSync(leads, 'Name\nAda\nClara\n');
    const { runs } = temporary.host.services;
    const { runId: applying, moved, movedTotal } = await runs.plans.apply(runId);
    expect([applying, movedTotal]).toEqual([null, 2]);
    expect(moved.map(({ change, write }) => [change, write.target])).toEqual([
      ['new', `PUT ${service.url}/Clara`],
      ['gone', `PUT ${service.url}/Basil`],
    ]);
    expect(posts()).toEqual([]);
    expect(runs.plans.page(runId, page).obstacle).toBeNull();
    await service.close();
  });

  it('is applied where later writes name what the first ones gave, and only there', async () => {
    temporary = await openTemporaryHost();
    const { service, posts } = await startService();
    const { runs, store } = temporary.host.services;
    const flow = chain('Following', [
      { id: 'start', type: 'manual' },
      {
        id: 'post',
        type: 'http.request',
        settings: { method: 'POST', url: `${service.url}/orders`, body: '{{ Name }}' },
      },
      {
        id: 'put',
        type: 'http.request',
        settings: {
          method: 'PUT',
          url: `${service.url}/orders/{{ post.body.id }}/of/{{ Name }}`,
          body: { id: '{{ post.body.id }}' },
        },
      },
      {
        id: 'pass',
        type: 'http.request',
        settings: { method: 'POST', url: `${service.url}/all`, body: '{{ post.body }}' },
      },
      { id: 'sum', type: 'map_fields', settings: { fields: [{ name: 'twice', value: '{{ post.body.n * 2 }}' }] } },
      { id: 'keep', type: 'store.set', settings: { key: '{{ Name }} {{ post.body.id }}', value: '{{ N }}' } },
      { id: 'lines', type: 'for_each', settings: { list: 'post.body.lines', as: 'line' } },
      { id: 'line', type: 'store.set', settings: { key: 'lines of {{ Name }}', value: '{{ line }}' } },
    ]);
    const { runId, plan } = await dryRun(flow, two);
    const put = plan.writes.find(({ step }) => step === 'put');
    expect(put).toMatchObject({ target: `PUT ${service.url}/orders/‹not known yet›/of/Ada` });
    expect(put?.fields[0]).toEqual({ field: 'id', wouldBecome: '‹not known yet›' });
    const { result } = await runs.plans.apply(runId);
    expect((await result)?.state).toMatchObject({ status: 'succeeded' });
    expect(posts().map(({ method, url }) => `${method} ${url}`)).toEqual(
      expect.arrayContaining(['PUT /orders/made-1/of/Ada', 'PUT /orders/made-1/of/Basil', 'POST /all']),
    );
    expect(store.values.get('following', 'Basil made-1')).toBe(2);
    expect(store.values.get('following', 'lines of Basil')).toBeUndefined();
    await service.close();
  });

  it('plans what would be created on Salesforce, and gives later steps a record that says so', async () => {
    temporary = await openTemporaryHost();
    const { services } = temporary.host;
    const { runId } = await services.runs.startStored({ flowId: services.info().starterFlowId ?? '', dryRun: true });
    await expect.poll(() => services.runs.get(runId).state.status).toBe('succeeded');
    const { counts, writes } = services.runs.plans.page(runId, page);
    expect(counts).toMatchObject([
      { operation: 'create', target: 'Contact', count: 5 },
      { operation: 'write-file', count: 1 },
    ]);
    expect(writes[0]?.fields).toContainEqual({ field: 'LastName', wouldBecome: 'Brook' });
    const { records } = services.runs.records({ runId, step: 'create_contact', port: 'out', ...page });
    expect(records[0]?.create_contact).toMatchObject({ id: '‹would be created›', success: true });
    const applied = await services.runs.plans.apply(runId);
    expect((await applied.result)?.state.steps.create_contact).toMatchObject({ out: { out: 5 }, calls: 1 });
  });

  it('gives no data to another run: what was only planned mustn’t be written for real', async () => {
    temporary = await openTemporaryHost();
    const { services } = temporary.host;
    const flowId = services.info().starterFlowId ?? '';
    const { runId } = await services.runs.startStored({ flowId, dryRun: true });
    await expect.poll(() => services.runs.get(runId).state.status).toBe('succeeded');
    const from = { kind: 'from', step: 'save_to_file', dataFrom: runId } as const;
    for (const part of [{ scope: from }, { scope: from, dryRun: true as const }]) {
      await expect(services.runs.startStored({ flowId, ...part })).rejects.toMatchObject({
        code: 'RUN_DATA_MISSING',
        message: expect.stringContaining('it was a dry run'),
      });
    }
  });

  it('keeps digests but no values where nothing of a run is kept, and its plan can be applied still', async () => {
    temporary = await openTemporaryHost();
    const { service, posts } = await startService();
    const { runs } = temporary.host.services;
    const { result, runId } = await runs.startDocument({
      document: posting(service.url),
      revision: 0,
      bindings: {},
      input: two,
      baseFolder: temporary.dataFolder,
      retention: 'none',
      dryRun: true,
    });
    await result;
    expect(runs.plans.page(runId, page).writes.map(({ fields }) => fields)).toEqual([[], [], [], [], []]);
    expect(JSON.stringify(runs.plans.page(runId, page))).not.toContain('Basil');
    const applied = await runs.plans.apply(runId);
    expect((await applied.result)?.state.status).toBe('succeeded');
    expect(posts()).toHaveLength(2);
    await service.close();
  });

  it('gives later steps the stored values as they would be, and stores none of them', async () => {
    temporary = await openTemporaryHost();
    const { runs, store } = temporary.host.services;
    store.values.set('counting', 'n', 10);
    store.values.set('', 'gone', 'here');
    const counting = chain('Counting', [
      { id: 'start', type: 'manual' },
      { id: 'before', type: 'store.get', settings: { key: 'n' } },
      { id: 'keep', type: 'store.set', settings: { key: 'n', value: '{{ before + N }}' } },
      { id: 'after', type: 'store.get', settings: { key: 'n' } },
      { id: 'own', type: 'store.get', settings: { key: 'gone', default: 'none' } },
      { id: 'forget', type: 'store.delete', settings: { key: 'gone', scope: 'all' } },
      { id: 'shared', type: 'store.get', settings: { key: 'gone', scope: 'all', default: 'none' } },
    ]);
    const { runId, plan } = await dryRun(counting, [{ N: 1, Name: 'Ada' }]);
    const { records } = runs.records({ runId, step: 'shared', port: 'out', ...page });
    expect(records).toEqual([{ N: 1, Name: 'Ada', before: 10, after: 11, own: 'none', shared: 'none' }]);
    expect(plan.writes.map(({ operation, recordId, fields }) => [operation, recordId, fields])).toEqual([
      ['set-value', 'n', [{ field: 'value', now: 10, wouldBecome: 11 }]],
      ['delete-value', 'gone', [{ field: 'value', now: 'here' }]],
    ]);
    expect([store.values.get('counting', 'n'), store.values.get('', 'gone')]).toEqual([10, 'here']);
    const applied = await runs.plans.apply(runId);
    expect((await applied.result)?.state.status).toBe('succeeded');
    expect([store.values.get('counting', 'n'), store.values.get('', 'gone')]).toEqual([11, undefined]);
  });
});
