import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartOfRun } from '../../electron/host/runs/run-checks.ts';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let service: TestServer;
let flowId: string;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  service = await startServer((_, response) => response.end('{"id":"made"}'));
  writeFileSync(join(temporary.dataFolder, 'files', 'orders.csv'), 'Name,N\nAda,1\nBasil,2\nClara,3\nDara,4\n');
  flowId = temporary.host.services.flows.create('Orders', orders(service.url)).id;
});
afterEach(async () => {
  await temporary.dispose();
  await service.close();
});

const saved = () => join(temporary.dataFolder, 'files', 'saved.csv');

const page = { offset: 0, limit: 1_000 };

/** Reads orders, posts the dear ones one by one and puts the cheap ones, keeps the last of both and saves them. */
function orders(url: string): FlowDocument {
  const send = (method: string, path: string) => ({ method, url: `${url}/${path}`, body: { n: '{{ number(N) }}' } });
  return {
    ...createFlow('Orders', 'orders'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'read', type: 'files.read', name: 'Read', settings: { path: 'orders.csv' } },
      { id: 'dear', type: 'if', name: 'Dear?', settings: { condition: 'number(N) > 2' } },
      { id: 'post', type: 'http.request', name: 'Post', settings: send('POST', 'dear') },
      { id: 'put', type: 'http.request', name: 'Put', settings: send('PUT', 'cheap/{{ Name }}') },
      { id: 'keep', type: 'store.set', name: 'Keep', settings: { key: 'last {{ Name }}', value: '{{ N }}' } },
      { id: 'save', type: 'files.write', name: 'Save', settings: { path: 'saved.csv', columns: ['Name', 'N'] } },
    ],
    edges: [
      { from: 'start', to: 'read' },
      { from: 'read', to: 'dear' },
      { from: 'dear', port: 'true', to: 'post' },
      { from: 'dear', port: 'false', to: 'put' },
      { from: 'post', to: 'keep' },
      { from: 'put', to: 'keep' },
      { from: 'keep', to: 'save' },
    ],
  };
}

async function run(part: PartOfRun & { dryRun?: true; input?: JsonObject[] } = {}) {
  const { runs } = temporary.host.services;
  const { runId } = await runs.startStored({ flowId, ...part });
  await runs.ended(runId);
  expect(runs.get(runId).state.status).toBe('succeeded');
  return runId;
}

/** What a plan says that would be sent, stored and saved, in no order. */
function planned(runId: string) {
  const found = temporary.host.services.runs.plans.page(runId, page);
  expect(found.obstacle).toBe(found.total === 0 ? 'it holds no write.' : null);
  return found.writes
    .map(({ operation, target, recordId, fields }) => {
      const [first, second] = fields;
      if (operation === 'send') return `${target} ${first?.wouldBecome}`;
      if (operation === 'write-file') return `save ${second?.wouldBecome}`;
      return `${operation} ${recordId} ${first?.wouldBecome}`;
    })
    .sort();
}

/** What really was, since the last time that this was asked. */
function written(runId: string) {
  const sent = service.received.splice(0).map(({ method, url, body }) => {
    return `${method} ${service.url}${url} ${JSON.parse(body).n}`;
  });
  const { store, runs } = temporary.host.services;
  const names = ['Ada', 'Basil', 'Clara', 'Dara', 'Eva'];
  const stored = names.flatMap((name) => {
    const value = store.values.get(flowId, `last ${name}`);
    store.values.delete(flowId, `last ${name}`);
    return value === undefined ? [] : [`set-value last ${name} ${value}`];
  });
  const { save } = runs.get(runId).state.steps;
  if (save?.status !== 'succeeded') return [...sent, ...stored].sort();
  const lines = readFileSync(saved(), 'utf8').trimEnd().split('\n');
  return [...sent, ...stored, `save ${lines.length - 1}`].sort();
}

const parts: [string, PartOfRun][] = [
  ['all of it', {}],
  ['up to a step', { scope: { kind: 'until', step: 'keep' } }],
  ['up to a step on one of two ways', { scope: { kind: 'until', step: 'put' } }],
  ['the first records', { firstRecords: 3 }],
  ['up to a step with the first records', { scope: { kind: 'until', step: 'post' }, firstRecords: 3 }],
  ['only one step', { scope: { kind: 'only', step: 'post' } }],
  ['only the first record of one step', { scope: { kind: 'only', step: 'post' }, firstRecords: 1 }],
  ['only a step that joins two lines', { scope: { kind: 'only', step: 'keep' } }],
  ['a step and those behind it', { scope: { kind: 'from', step: 'keep' } }],
  ['a step on and those behind, with the first records', { scope: { kind: 'from', step: 'post' }, firstRecords: 1 }],
];

describe('a dry run of a part', () => {
  it.each(parts)('plans what a run of %s writes; so does its application', async (_, part) => {
    if (part.scope && part.scope.kind !== 'until') written(await run());
    rmSync(saved(), { force: true });
    const dry = await run({ ...part, dryRun: true });
    expect(service.received).toEqual([]);
    const real = written(await run(part));
    expect(planned(dry)).toEqual(real);
    expect(real.length).toBeGreaterThan(0);

    rmSync(saved(), { force: true });
    const { runs } = temporary.host.services;
    const { runId, movedTotal, result } = await runs.plans.apply(dry);
    expect([movedTotal, (await result)?.state.status]).toEqual([0, 'succeeded']);
    expect(written(runId ?? '')).toEqual(real);
  });

  it('isn’t made of pinned data: its plan can be applied, and that would be no test', async () => {
    const { flows, runs } = temporary.host.services;
    const { document, revision, bindings } = flows.get(flowId);
    const pinned = { read: [{ Name: 'Eva', N: '5' }] };
    flows.save({ id: flowId, revision, document: { ...document, pinned }, bindings });
    await expect(runs.startStored({ flowId, dryRun: true, usesPinned: true })).rejects.toMatchObject({
      code: 'RUN_SCOPE_WRONG',
      message: 'A dry run can’t use pinned data.',
    });
    expect(planned(await run({ dryRun: true }))).not.toContain('set-value last Eva 5');
  });
});
