import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
afterEach(() => temporary?.dispose());

describe('ending Millrace while a flow runs', () => {
  it('R25 leaves the run interrupted, and it goes on at the next start without repeating what was done', async () => {
    const asked: string[] = [];
    let answers = false;
    const service = await startServer((request, response) => {
      asked.push(String(request.url));
      if (answers || asked.length <= 2) response.end('{}');
    });
    temporary = await openTemporaryHost();
    const { flows, runs } = temporary.host.services;
    const { id } = flows.create('Calls', {
      ...createFlow('Calls', 'calls'),
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        {
          id: 'call',
          type: 'http.request',
          name: 'Call',
          settings: { method: 'POST', url: `${service.url}/{{ N }}`, concurrency: 1 },
        },
      ],
      edges: [{ from: 'start', to: 'call' }],
    });
    const { runId } = await runs.startStored({ flowId: id, input: [{ N: 1 }, { N: 2 }, { N: 3 }, { N: 4 }] });
    await expect.poll(() => asked.length).toBe(3);
    const next = await temporary.reopen();
    expect(next.services.runs.get(runId)).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
    answers = true;
    const failures: unknown[] = [];
    next.awaken((error) => failures.push(error));
    await expect.poll(() => next.services.runs.get(runId).summary.status).toBe('succeeded');
    expect(asked.map((path) => path.slice(1))).toEqual(['1', '2', '3', '3', '4']);
    expect(next.services.runs.get(runId)).toMatchObject({ resumable: false, state: { header: { attempt: 2 } } });
    expect(failures).toEqual([]);
    await service.close();
  });

  it('R25 records its runs and leaves the data folder to others, also where something before that can’t be written', async () => {
    temporary = await openTemporaryHost();
    const { host } = temporary;
    const { flows, runs, safeMode } = host.services;
    const { id } = flows.create('Waits', {
      ...createFlow('Waits', 'waits'),
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 600 } },
      ],
      edges: [{ from: 'start', to: 'wait' }],
    });
    const { runId } = await runs.startStored({ flowId: id, input: [{}] });
    const full = new MillraceError('STORE_UNWRITABLE', { folder: temporary.dataFolder, detail: 'The disk is full.' });
    safeMode.end = () => {
      throw full;
    };
    await expect(host.close()).rejects.toBe(full);
    temporary.host = { ...host, close: async () => undefined };
    const next = await temporary.reopen();
    expect(next.services.runs.get(runId)).toMatchObject({ summary: { status: 'interrupted' }, resumable: true });
  });
});
