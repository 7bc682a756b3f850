import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway } from '../../host/gateway/gateway.fixture.ts';
import { startServer, type TestServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import { openClient } from '../sdk/step-run.fixture.ts';
import { findCreated } from './find-created.ts';

const transport = createHttpTransport();
let server: TestServer;
beforeAll(async () => {
  server = await startServer((_, response) => {
    // As a proxy does that takes headers away.
    response.sendDate = false;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"user_id":"005000000000001AAA"}');
  });
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

it('says so when an answer doesn’t tell the service’s time, instead of guessing what was created', async () => {
  // Any connection does: the question is what the answer holds.
  const details = { connector: 'http', auth: 'none', fields: { baseUrl: server.url }, secrets: {} };
  const { client } = await openClient({ ...details, gateway: openGateway({ transport }) });
  const wanted = { fields: new Set(['lastname']), since: (now: number) => now - 60_000 };
  await expect(findCreated(client, 'Contact', wanted, new AbortController().signal)).rejects.toMatchObject({
    code: 'SERVICE_FAILED',
    why: expect.stringContaining('doesn’t say when it was given'),
  });
});
