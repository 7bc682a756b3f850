import { afterEach, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
let service: TestServer | undefined;
afterEach(async () => {
  await temporary?.dispose();
  await service?.close();
});

/** Asks for the names of the first and the last record, which are of two batches, and puts what it is told. */
function naming(url: string): FlowDocument {
  return {
    ...createFlow('Naming', 'naming'),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'few', type: 'filter', name: 'Few', settings: { condition: 'n == 1 || n == 201' } },
      { id: 'ask', type: 'http.request', name: 'Ask', settings: { method: 'GET', url: `${url}/name/{{ n }}` } },
      { id: 'put', type: 'http.request', name: 'Put', settings: { method: 'PUT', url: `${url}/{{ ask.body.name }}` } },
    ],
    edges: [
      { from: 'start', to: 'few' },
      { from: 'few', port: 'kept', to: 'ask' },
      { from: 'ask', to: 'put' },
    ],
  };
}

const input = Array.from({ length: 201 }, (_, place) => ({ n: place + 1 }));

/** Applies its plan, and cuts that off when the first name was put and the second is asked for. */
async function applyUntilCutOff() {
  const names = new Map([
    ['/name/1', 'Ada'],
    ['/name/201', 'Basil'],
  ]);
  let silent = false;
  const started = await startServer(({ method, url }, response) => {
    response.setHeader('content-type', 'application/json');
    response.sendDate = false;
    const asked = started.received.filter((other) => other.url === url).length;
    // The third time is in the application, after the dry run and its repetition.
    if (method === 'GET' && url === '/name/201' && asked === 3) silent = true;
    else response.end(JSON.stringify({ name: names.get(url) }));
  });
  service = started;
  temporary = await openTemporaryHost();
  const { flows, runs } = temporary.host.services;
  const flowId = flows.create('Naming', naming(started.url)).id;
  const { runId: dryRun } = await runs.startStored({ flowId, input, dryRun: true });
  await runs.ended(dryRun);
  const { runId } = await runs.plans.apply(dryRun);
  const puts = () => started.received.flatMap(({ method, url }) => (method === 'PUT' ? [url] : []));
  await expect.poll(() => silent && puts().length).toBe(1);
  const reopened = await temporary.reopen();
  return { runId: runId ?? '', runs: reopened.services.runs, names, puts };
}

it('an application that was cut off goes on, and writes each write of its plan once', async () => {
  const { runId, runs, puts } = await applyUntilCutOff();
  await runs.resumeInterrupted();
  await runs.ended(runId);
  expect(runs.get(runId).state.status).toBe('succeeded');
  expect(puts()).toEqual(['/Ada', '/Basil']);
});

it('an application that was cut off still knows what of its plan it has written, and doesn’t write that again', async () => {
  const { runId, runs, names, puts } = await applyUntilCutOff();
  names.set('/name/201', 'Ada');
  await runs.resumeInterrupted();
  await runs.ended(runId);
  expect(runs.get(runId).state).toMatchObject({ status: 'failed', error: { code: 'PLAN_MOVED' } });
  expect(puts()).toEqual(['/Ada']);
});
