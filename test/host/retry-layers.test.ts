import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { secretClient } from '../support/identity-provider.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let service: TestServer;
/** What the service was asked, and what it answers. */
let asked: { token: number; api: number };
let answer: (what: 'token' | 'api', before: number) => number;

beforeEach(async () => {
  asked = { token: 0, api: 0 };
  answer = () => 200;
  service = await startServer((request, response) => {
    const what = request.url === '/token' ? 'token' : 'api';
    const status = answer(what, asked[what]);
    asked[what] += 1;
    // At once: how long it waits is told elsewhere.
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(JSON.stringify({ access_token: `t${asked.token}`, token_type: 'Bearer', expires_in: 3_600 }));
  });
  temporary = await openTemporaryHost();
});

afterEach(async () => {
  await temporary.dispose();
  await service.close();
});

/** Runs a flow of one request over a connection that signs in, with 5 tries for each call. */
async function runOnce() {
  const { connections, runs } = temporary.host.services;
  const fields = {
    baseUrl: service.url,
    tokenUrl: `${service.url}/token`,
    authorizationUrl: `${service.url}/authorize`,
    clientId: secretClient.clientId,
  };
  const secrets = { clientSecret: secretClient.clientSecret };
  const { connection } = await connections.create({
    name: 'Service',
    connector: 'http',
    auth: 'client_credentials',
    fields,
    secrets,
  });
  const settings = { method: 'GET', url: '/items' };
  const document: FlowDocument = {
    format: 'millrace.flow/1',
    id: 'layers',
    name: 'Layers',
    connections: { api: { connector: 'http', needs: { objects: [], access: 'read' } } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'ask', type: 'http.request', name: 'Ask', connection: 'api', settings, retry: { attempts: 5 } },
    ],
    edges: [{ from: 'start', to: 'ask' }],
  };
  const bindings = { api: connection.id };
  return async () => {
    Object.assign(asked, { token: 0, api: 0 });
    const { result } = await runs.startDocument({
      document,
      revision: 0,
      bindings,
      baseFolder: temporary.dataFolder,
    });
    return (await result).state;
  };
}

describe('a service that always answers 503, behind a sign-in, with 5 tries for a call', () => {
  it('R11 is asked 5 times for a record, not 5 times by each layer', async () => {
    const run = await runOnce();
    answer = (what) => (what === 'api' ? 503 : 200);
    const state = await run();
    expect(state.error).toMatchObject({ code: 'SERVICE_FAILED', retryable: false });
    expect(asked.api).toBe(5);
    expect(asked.token).toBeLessThanOrEqual(1);
  });

  it('R11 costs one more request where its session ends in between, and one renewal', async () => {
    const run = await runOnce();
    answer = (what, before) => (what === 'token' ? 200 : before === 0 ? 401 : 503);
    await run();
    expect(asked.api).toBeLessThanOrEqual(6);
    expect(asked.token).toBeLessThanOrEqual(2);
  });

  it('R11 is asked at most 5 times for a token, too, and for no record before it gave one', async () => {
    const run = await runOnce();
    answer = (what, before) => (what === 'token' ? 503 : before === 0 ? 401 : 200);
    await run();
    expect(asked.token).toBeLessThanOrEqual(5);
    expect(asked.api).toBeLessThanOrEqual(5);
  });
});
