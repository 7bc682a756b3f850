import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let server: Server;
let requests: string[];

beforeEach(async () => {
  temporary = await openTemporaryHost();
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.method ?? '');
    const isFirst = requests.length === 1;
    // At once: what is tested is whether it is tried again, not how long that takes.
    response.writeHead(isFirst ? 503 : 200, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await temporary.dispose();
  server.closeAllConnections();
  server.close();
});

async function call(method: string) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/items`;
  const document: FlowDocument = {
    format: 'millrace.flow/1',
    id: 'retry',
    name: 'Retry',
    steps: [
      { id: 'start', type: 'manual', name: 'Run now' },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method, url } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  };
  const { result } = await temporary.host.services.runs.startDocument({
    document,
    revision: 0,
    bindings: {},
    baseFolder: temporary.dataFolder,
  });
  return (await result).state;
}

describe('an HTTP request that meets a failing service', () => {
  it('is tried again when it only reads', async () => {
    const state = await call('GET');
    expect(state.status).toBe('succeeded');
    expect(state.steps.call).toMatchObject({ retries: 1, calls: 2 });
    expect(requests).toEqual(['GET', 'GET']);
  });

  it('R10 isn’t tried again by itself when it writes', async () => {
    const state = await call('POST');
    expect(state.status).toBe('failed');
    expect(state.steps.call?.failures[0]?.error.code).toBe('SERVICE_FAILED');
    expect(requests).toEqual(['POST']);
  });
});
