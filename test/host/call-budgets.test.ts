import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
afterEach(() => temporary.dispose());

async function startService() {
  const service = await startServer((_request, response) => response.end('{}'));
  return service;
}

/** A flow that posts each record to a service over its own connection, with a budget of calls a day. */
async function postingFlow(url: string, dailyCalls: number, durable = true) {
  const { connections, flows, budgets } = temporary.host.services;
  const details = { connector: 'http', auth: 'none', fields: { baseUrl: url }, secrets: {} };
  const { connection } = await connections.create({ name: 'Service', ...details });
  const { callsToday } = budgets.get(connection.id);
  budgets.set(connection.id, callsToday + dailyCalls);
  const { id, document, revision } = flows.create('Posts', {
    ...createFlow('Posts', 'posts'),
    connections: { api: { connector: 'http', needs: { objects: [], access: 'write' } } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        id: 'post',
        type: 'http.request',
        name: 'Post',
        connection: 'api',
        settings: { method: 'POST', url: '/x', body: { n: '{{ N }}' }, concurrency: 1 },
        onError: 'skip',
      },
    ],
    edges: [{ from: 'start', to: 'post' }],
    settings: { durable },
  });
  flows.save({ id, revision, document, bindings: { api: connection.id } });
  return { flowId: id, connectionId: connection.id };
}

const six = Array.from({ length: 6 }, (_, N) => ({ N }));

describe('a budget of calls a day', () => {
  it('pauses the run that called a flow with it, and both go on: each call is made once', async () => {
    temporary = await openTemporaryHost();
    const service = await startService();
    const { flows, runs, budgets } = temporary.host.services;
    await runs.resumeInterrupted();
    const { connectionId } = await postingFlow(service.url, 4);
    const caller = flows.create('Caller', {
      ...createFlow('Caller', 'caller'),
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        { id: 'call', type: 'call_flow', name: 'Call', settings: { flow: 'Posts' } },
      ],
      edges: [{ from: 'start', to: 'call' }],
    });
    service.received.length = 0;
    const { runId } = await runs.startStored({ flowId: caller.id, input: six });
    await expect.poll(() => runs.get(runId).state.status).toBe('interrupted');
    expect(service.received).toHaveLength(4);
    budgets.set(connectionId, 1_000_000);
    await expect.poll(() => runs.get(runId).state.status, { timeout: 5_000 }).toBe('succeeded');
    expect(service.received).toHaveLength(6);
    expect(runs.called(runId, { offset: 0, limit: 9 }).total).toBe(6);
    await service.close();
  });

  it('pauses a run instead of overrunning, and lets it go on when it is raised: each call is made once', async () => {
    temporary = await openTemporaryHost();
    const service = await startService();
    const { runs, budgets } = temporary.host.services;
    await runs.resumeInterrupted();
    const { flowId, connectionId } = await postingFlow(service.url, 4);
    service.received.length = 0;
    const { runId } = await runs.startStored({ flowId, input: six });
    await expect.poll(() => runs.get(runId).state.status).toBe('interrupted');
    expect(runs.get(runId)).toMatchObject({
      state: { error: { code: 'BUDGET_REACHED', data: { connection: 'Service' } } },
      resumable: true,
    });
    expect(service.received).toHaveLength(4);
    expect(runs.get(runId).state.steps.post).toMatchObject({ in: 6, out: { out: 4 }, failed: 0, skipped: 2 });

    const { dailyCalls } = budgets.get(connectionId);
    budgets.set(connectionId, (dailyCalls ?? 0) + 10);
    await expect.poll(() => runs.get(runId).state.status).toBe('succeeded');
    expect(service.received.map(({ body }) => JSON.parse(body).n)).toEqual([0, 1, 2, 3, 4, 5]);
    await service.close();
  });

  it('counts over runs and restarts; a run that waits doesn’t go on at a start before its time', async () => {
    temporary = await openTemporaryHost();
    const service = await startService();
    const { flowId, connectionId } = await postingFlow(service.url, 8);
    const before = temporary.host.services.budgets.get(connectionId).callsToday;
    const first = await temporary.host.services.runs.startStored({ flowId, input: six });
    await expect.poll(() => temporary.host.services.runs.get(first.runId).state.status).toBe('succeeded');
    const { runs, budgets, store } = (await temporary.reopen()).services;
    expect(budgets.get(connectionId).callsToday).toBe(before + 6);
    const { runId } = await runs.startStored({ flowId, input: six });
    await expect.poll(() => runs.get(runId).state.status).toBe('interrupted');
    expect(store.callBudgets.pauses()).toMatchObject([{ runId, connectionId }]);
    const again = (await temporary.reopen()).services;
    expect(await again.runs.resumeInterrupted()).toEqual([]);
    expect(again.runs.get(runId).state.status).toBe('interrupted');
    again.budgets.set(connectionId, null);
    await expect.poll(() => again.runs.get(runId).state.status).toBe('succeeded');
    expect(again.store.callBudgets.pauses()).toEqual([]);
    await service.close();
  });

  it('ends a run that can’t go on later as failed', async () => {
    temporary = await openTemporaryHost();
    const service = await startService();
    const { runs } = temporary.host.services;
    const { flowId } = await postingFlow(service.url, 2, false);
    const { runId } = await runs.startStored({ flowId, input: six });
    await expect.poll(() => runs.get(runId).state.status).toBe('failed');
    expect(runs.get(runId).state).toMatchObject({ error: { code: 'BUDGET_REACHED' } });
    await service.close();
  });
});
