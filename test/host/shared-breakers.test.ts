import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost | undefined;
afterEach(() => temporary?.dispose());

describe('a service that is down', () => {
  it('R12 is left alone by every run, and asked again after an edit of its connection', async () => {
    let up = true;
    let asked = 0;
    const service = await startServer((_request, response) => {
      asked += 1;
      response.statusCode = up ? 200 : 503;
      response.end('{}');
    });
    temporary = await openTemporaryHost();
    const { connections, flows, runs } = temporary.host.services;
    const fields = { baseUrl: service.url };
    const details = { connector: 'http', auth: 'none', fields, secrets: {} };
    const { connection } = await connections.create({ name: 'Service', ...details });
    const { id, document, revision } = flows.create('Calls', {
      ...createFlow('Calls', 'calls'),
      connections: { api: { connector: 'http', needs: { objects: [], access: 'read' } } },
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        {
          id: 'call',
          type: 'http.request',
          name: 'Call',
          connection: 'api',
          settings: { method: 'GET', url: '/x', concurrency: 1 },
          retry: { attempts: 1 },
          onError: 'skip',
        },
      ],
      edges: [{ from: 'start', to: 'call' }],
    });
    flows.save({ id, revision, document, bindings: { api: connection.id } });
    const run = async () => {
      const before = asked;
      const input = Array.from({ length: 8 }, (_, N) => ({ N }));
      const { runId } = await runs.startStored({ flowId: id, input });
      await expect.poll(() => runs.get(runId).state.status).toBe(up ? 'succeeded' : 'partly_succeeded');
      const codes = runs
        .failures({ runId, step: 'call', offset: 0, limit: 10 })
        .failures.map(({ error }) => error.code);
      return { asked: asked - before, refused: codes.filter((code) => code === 'CIRCUIT_BREAKER_OPEN').length };
    };
    up = false;
    expect(await run()).toEqual({ asked: 5, refused: 3 });
    expect(await run()).toEqual({ asked: 0, refused: 8 });
    up = true;
    await connections.update(connection.id, { description: 'Mended' });
    expect(await run()).toEqual({ asked: 8, refused: 0 });
    await service.close();
  });
});
