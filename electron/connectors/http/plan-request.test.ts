import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import { openGateway } from '../../host/gateway/gateway.fixture.ts';
import { startServer, type TestServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import { openClient, prepareStep, testCall } from '../sdk/step-run.fixture.ts';

const canary = 'canary-5d1c7e90';
const transport = createHttpTransport();
let server: TestServer;
beforeEach(async () => {
  server = await startServer((_, response) => response.end('{}'));
});
afterEach(() => server.close());
afterAll(() => transport.close());

/** What a request would send, planned and then really sent: the write of the plan and what the service received. */
async function planAndSend(settings: JsonObject, auth = 'none', fields: JsonObject = {}, secrets = {}) {
  const details = { connector: 'http', auth, fields: { baseUrl: server.url, ...fields }, secrets };
  const { client } = await openClient({ ...details, gateway: openGateway({ transport }) });
  const runner = await prepareStep('http.request', { method: 'POST', url: '/orders', ...settings }, { client });
  if (runner.shape !== 'map' || runner.pure || !runner.plan) throw new Error('It doesn’t plan.');
  const [planned] = await runner.plan([{}], testCall());
  if (!planned || 'error' in planned) throw planned?.error ?? new Error('There is no plan.');
  const before = server.received.length;
  await runner.run({}, testCall());
  const [write] = planned.writes;
  const headers = Object.fromEntries(
    (write?.fields ?? []).flatMap(({ field, wouldBecome }) =>
      field.startsWith('header: ') ? [[field.slice('header: '.length), wouldBecome]] : [],
    ),
  );
  return { write, headers, before, sent: server.received[before] };
}

describe('the plan of an HTTP request', () => {
  it('lists the headers that would be sent, with their values, and sends nothing', async () => {
    const { headers, before, sent } = await planAndSend({
      headers: { 'X-Team': 'Sales', Accept: 'text/csv' },
      body: { a: 1 },
    });
    expect(before).toBe(0);
    expect(headers).toEqual({
      accept: 'text/csv',
      'content-type': 'application/json',
      'idempotency-key': '‹one for each call›',
      'x-team': 'Sales',
    });
    expect(sent?.headers).toMatchObject({ accept: 'text/csv', 'content-type': 'application/json', 'x-team': 'Sales' });
  });

  it('keeps a content type that the step gives, however it is written', async () => {
    const type = 'application/vnd.api+json';
    const { headers, sent } = await planAndSend({ headers: { 'Content-Type': type }, body: { a: 1 } });
    expect([headers['content-type'], sent?.headers['content-type']]).toEqual([type, type]);
  });

  it('names what the connection would add and never shows it: headers and query parameters', async () => {
    const bearer = await planAndSend({ headers: { Authorization: 'mine' } }, 'bearer', {}, { token: canary });
    expect(bearer.headers.authorization).toBe('‹from the connection›');
    expect(bearer.sent?.headers.authorization).toBe(`Bearer ${canary}`);
    const query = await planAndSend({}, 'api_key', { name: 'key', in: 'query' }, { value: canary });
    expect(query.write?.fields).toContainEqual({ field: 'query: key', wouldBecome: '‹from the connection›' });
    expect(query.sent?.url).toBe(`/orders?key=${canary}`);
    expect(JSON.stringify([bearer.write, query.write])).not.toContain(canary);
    const elsewhere = await planAndSend(
      { url: server.url.replace('127.0.0.1', 'localhost') },
      'bearer',
      {},
      { token: canary },
    );
    expect(elsewhere.headers).not.toHaveProperty('authorization');
  });

  it('doesn’t show what is likely a secret of the step’s own, and still tells another value apart', async () => {
    const one = await planAndSend({ headers: { 'X-Api-Key': canary } });
    const other = await planAndSend({ headers: { 'X-Api-Key': 'another' } });
    expect(one.headers['x-api-key']).toBe('‹not shown›');
    expect(JSON.stringify(one.write)).not.toContain(canary);
    expect(one.write?.content).not.toBe(other.write?.content);
    expect(one.sent?.headers['x-api-key']).toBe(canary);
  });
});
