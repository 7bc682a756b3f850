import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { openGateway } from '../../host/gateway/gateway.fixture.ts';
import { findClosedPort, type Received, startServer, type TestServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import type { StepRunner } from '../../ports/step.ts';
import type { ConnectorClient } from '../sdk/index.ts';
import { openClient, prepareStep, runAll, testCall } from '../sdk/step-run.fixture.ts';
import { http } from './http.connector.ts';

const canary = 'canary-5d1c7e90';
const transport = createHttpTransport();
let server: TestServer;
let answer: (request: Received, response: import('node:http').ServerResponse) => void;

beforeEach(async () => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  server = await startServer((request, response) => answer(request, response));
});
afterEach(() => server.close());
afterAll(() => transport.close());

async function client(
  auth: string,
  fields: JsonObject = {},
  secrets: Record<string, string> = {},
): Promise<ConnectorClient> {
  const details = { connector: 'http', auth, fields: { baseUrl: `${server.url}/v1`, ...fields }, secrets };
  return (await openClient({ ...details, gateway: openGateway({ transport }) })).client;
}

async function step(settings: JsonObject, lent?: ConnectorClient): Promise<StepRunner> {
  return prepareStep('http.request', settings, { client: lent ?? (await client('none')) });
}

async function send(settings: JsonObject, record: JsonObject = {}, lent?: ConnectorClient): Promise<JsonObject> {
  const [outcome] = await runAll(await step(settings, lent), [record]);
  if (!outcome) throw new Error('There is no outcome.');
  if ('error' in outcome) throw outcome.error;
  return outcome.adds as JsonObject;
}

describe('an HTTP request', () => {
  it('says that an answer is damaged, not of another kind, where JSON breaks off', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":');
    const why = 'Its answer should be JSON, but is cut off or damaged.';
    await expect(send({ url: server.url })).rejects.toMatchObject({ code: 'SERVICE_FAILED', why });
  });

  it('sends what the record says and adds status, headers and the body read as JSON', async () => {
    const adds = await send(
      {
        method: 'POST',
        url: `${server.url}/items/{{ urlEncode(Name) }}`,
        query: { q: '{{ Name }}', none: '{{ Missing }}', n: 5 },
        headers: { 'X-Name': '{{ upper(Name) }}' },
        body: { name: '{{ Name }}', tags: ['{{ Age }}', 'x'] },
      },
      { Name: 'a b', Age: 3 },
    );
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: '/items/a%20b?q=a+b&n=5',
      headers: { 'x-name': 'A B', 'content-type': 'application/json', 'idempotency-key': 'run-1/step/1#0' },
      body: '{"name":"a b","tags":[3,"x"]}',
    });
    expect(adds).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } });
  });

  it('starts a path at the connection’s base URL', async () => {
    await send({ url: '/items' });
    await send({ url: 'items?x=1' });
    await send({ url: '//evil.test/items' });
    expect(server.received.map(({ url }) => url)).toEqual(['/v1/items', '/v1/items?x=1', '/v1//evil.test/items']);
  });

  it('needs a whole URL without a connection', async () => {
    const bare = (await openClient({ connector: 'http', auth: '', gateway: openGateway({ transport }) })).client;
    await expect(send({ url: '/items' }, {}, bare)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await send({ url: `${server.url}/items` }, {}, bare)).toMatchObject({ status: 200 });
  });

  it.each<[string, string, Json]>([
    ['text/plain', 'héllo', 'héllo'],
    ['application/problem+json', '{"a":1}', { a: 1 }],
    ['application/xml', '<a/>', '<a/>'],
    ['application/octet-stream', 'abc', { base64: 'YWJj', contentType: 'application/octet-stream' }],
    ['application/json', '', null],
  ])('reads a body of %s', async (contentType, body, expected) => {
    answer = (_, response) => response.writeHead(200, { 'content-type': contentType }).end(body);
    expect((await send({ url: '/' })).body).toEqual(expected);
  });

  it('keeps numbers with too many digits as text, and says so', async () => {
    const sent = '{"id":9007199254740993,"small":7,"huge":1e400,"__proto__":{"n":-12345678901234567890}}';
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(sent);
    const call = testCall();
    const [outcome] = await runAll(await step({ url: '/' }), [{}], call);
    const { body } = (outcome as { adds: { body: JsonObject } }).adds;
    expect(Object.entries(body)).toEqual([
      ['id', '9007199254740993'],
      ['small', 7],
      ['huge', '1e400'],
      ['__proto__', { n: '-12345678901234567890' }],
    ]);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(call.warnings.map(({ code }) => code)).toEqual(['LONG_NUMBER', 'LONG_NUMBER', 'LONG_NUMBER']);
  });

  it('refuses an answer that nests too deep for a record, and says so', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(deep);
    await expect(send({ url: '/' })).rejects.toMatchObject({
      code: 'SERVICE_FAILED',
      retryable: false,
      why: 'It nests deeper than 1000 levels.',
    });
  });

  it.each([
    ['not an object of JSON', 'application/json', '{oops', 'SERVICE_FAILED'],
    ['a web page', 'application/json', '<html>', 'SERVICE_FAILED'],
  ])('fails on %s where JSON was announced', async (_, contentType, body, code) => {
    answer = (__, response) => response.writeHead(200, { 'content-type': contentType }).end(body);
    await expect(send({ url: '/' })).rejects.toMatchObject({ code, retryable: false });
  });

  it('tells the engine how many requests may be under way at once', async () => {
    expect(await step({ url: '/', concurrency: 3 })).toMatchObject({ shape: 'map', pure: false, concurrency: 3 });
    expect(await step({ url: '/' })).toMatchObject({ concurrency: 5 });
    await expect(step({ url: '/', concurrency: 51 })).rejects.toMatchObject({ code: 'SETTING_WRONG' });
  });

  it.each([
    ['a line break', `/a\r\nHost: evil`],
    ['another protocol', 'file:///etc/passwd'],
    ['a user name', 'https://user:pw@example.com/'],
    ['nothing', ''],
  ])('S34 refuses a URL with %s before it connects', async (_, url) => {
    await expect(send({ url: '{{ url }}' }, { url })).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_INPUT|MISSING_INPUT/),
    });
    expect(server.received).toEqual([]);
  });

  it('S34 names the header that can’t be sent', async () => {
    await expect(send({ url: '/', headers: { 'x-a': '{{ v }}' } }, { v: 'a\r\nb: c' })).rejects.toMatchObject({
      code: 'HEADER_WRONG',
      data: { name: 'x-a' },
    });
  });
});

describe('a service that refuses', () => {
  it.each([
    [400, 'GET', 'SERVICE_REFUSED', false],
    [401, 'GET', 'SERVICE_REFUSED', false],
    [403, 'GET', 'SERVICE_REFUSED', false],
    [404, 'GET', 'SERVICE_REFUSED', false],
    [409, 'GET', 'SERVICE_REFUSED', false],
    [422, 'POST', 'SERVICE_REFUSED', false],
    [429, 'POST', 'SERVICE_FAILED', true],
    [500, 'GET', 'SERVICE_FAILED', true],
    [500, 'PUT', 'SERVICE_FAILED', true],
    [500, 'POST', 'SERVICE_FAILED', false],
    [503, 'POST', 'SERVICE_FAILED', true],
  ])('R10 with %d to a %s: %s, tried again: %s', async (status, method, code, retryable) => {
    answer = (_, response) => response.writeHead(status, { 'retry-after': '12' }).end('{"error":"words"}');
    await expect(send({ url: '/', method })).rejects.toMatchObject({
      code,
      retryable,
      data: { status, detail: '{"error":"words"}', retryAfterSeconds: 12, host: `127.0.0.1:${server.port}` },
    });
  });

  it.each([502, 504])('with %d behind a gateway may have done what a POST asked for', async (status) => {
    answer = (_, response) => response.writeHead(status).end();
    await expect(send({ url: '/', method: 'POST' })).rejects.toMatchObject({
      retryable: false,
      data: { doubtful: true },
    });
    await expect(send({ url: '/', method: 'PUT' })).rejects.toMatchObject({ retryable: true });
  });

  it('R26 or can’t be reached says which host', async () => {
    const port = await findClosedPort();
    await expect(send({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });
});

describe('a connection', () => {
  it.each<[string, JsonObject, Record<string, string>, (request: Received | undefined) => unknown, string]>([
    [
      'basic',
      { username: 'ü' },
      { password: canary },
      (r) => r?.headers.authorization,
      `Basic ${Buffer.from(`ü:${canary}`).toString('base64')}`,
    ],
    ['bearer', {}, { token: canary }, (r) => r?.headers.authorization, `Bearer ${canary}`],
    ['api_key', { name: 'X-Key' }, { value: canary }, (r) => r?.headers['x-key'], canary],
    ['api_key', { name: 'key', in: 'query' }, { value: canary }, (r) => r?.url, `/v1/a?key=${canary}`],
  ])('%s %j signs each call', async (auth, fields, secrets, find, expected) => {
    await send({ url: '/a' }, {}, await client(auth, fields, secrets));
    expect(find(server.received[0])).toBe(expected);
  });

  it('sends a password or key that the service refuses once, not twice', async () => {
    answer = (_, response) => response.writeHead(401).end();
    const lent = await client('basic', { username: 'ada' }, { password: canary });
    await expect(send({ url: '/a' }, {}, lent)).rejects.toMatchObject({ code: 'SERVICE_REFUSED' });
    expect(server.received.length).toBe(1);
  });

  it('S19 gives a whole URL on another origin nothing', async () => {
    const other = await startServer((_, response) => response.end('{}'));
    for (const lent of [
      await client('basic', { username: canary }, { password: canary }),
      await client('bearer', {}, { token: canary }),
      await client('api_key', { name: 'X-Key' }, { value: canary }),
      await client('api_key', { name: 'key', in: 'query' }, { value: canary }),
    ]) {
      await send({ url: `${other.url}/x` }, {}, lent);
      await send({ url: `${server.url}/v1/x` }, {}, lent);
    }
    expect(JSON.stringify(other.received)).not.toContain(canary);
    expect(other.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(server.received.length).toBe(4);
    await other.close();
  });

  it('S17 never shows a secret that the service echoes', async () => {
    const password = 'p"ä/s s-canary';
    answer = (request, response) =>
      response
        .writeHead(request.url === '/v1/fail' ? 400 : 200, {
          'content-type': 'application/json',
          'x-echo': encodeURIComponent(password),
        })
        .end(JSON.stringify({ headers: request.headers, password }));
    const lent = await client('basic', { username: 'ada' }, { password });
    const shown = JSON.stringify(await send({ url: '/echo' }, {}, lent));
    const failed: unknown = await send({ url: '/fail' }, {}, lent).catch((error: unknown) => error);
    for (const text of [shown, JSON.stringify(failed)]) {
      expect(text).toContain('***');
      expect(text).not.toContain('canary');
      expect(text).not.toContain(Buffer.from(`ada:${password}`).toString('base64'));
    }
  });

  it('is tested with a call to its base URL', async () => {
    answer = (request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer right' ? 404 : 401).end();
    const signal = new AbortController().signal;
    await expect(
      http.verify?.({ client: await client('bearer', {}, { token: 'right' }), signal }),
    ).resolves.toMatchObject({
      message: `127.0.0.1:${server.port} answers (status 404).`,
    });
    await expect(
      http.verify?.({ client: await client('bearer', {}, { token: 'wrong' }), signal }),
    ).rejects.toMatchObject({
      code: 'SERVICE_REFUSED',
    });
  });

  it.each(['', 'example.com', 'ftp://example.com', 'https://user:pw@example.com', 'https://example.com/?a=1'])(
    'has no base URL %j',
    async (baseUrl) => {
      await expect(send({ url: '/' }, {}, await client('none', { baseUrl: baseUrl || 'x' }))).rejects.toMatchObject({
        code: 'ADDRESS_WRONG',
      });
    },
  );
});

describe('pages', () => {
  const page = (number: number) => [number * 2, number * 2 + 1];

  it('named by a Link header become one list', async () => {
    answer = ({ url }, response) => {
      const number = Number(new URL(url, 'http://x').searchParams.get('page') ?? 0);
      const link = `</items?page=${number + 1}>; rel="next", </items?page=0>; rel="first"`;
      response.writeHead(200, { 'content-type': 'application/json', ...(number < 3 ? { link } : {}) });
      response.end(JSON.stringify(page(number)));
    };
    const adds = await send({ url: `${server.url}/items`, pagination: 'link' });
    expect(adds.body).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('named in the answer become one list, and S19 get no secret on another origin', async () => {
    const other = await startServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"data":{"items":[2]},"meta":{"next":null}}'),
    );
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: { items: [1] }, meta: { next: `${other.url}/p2` } }));
    };
    const settings = {
      url: '/items',
      headers: { 'X-API-Key': canary, Cookie: `sid=${canary}`, 'X-Plain': 'kept' },
      pagination: 'body',
      nextPath: 'meta.next',
      itemsPath: 'data.items',
    };
    const adds = await send(settings, {}, await client('bearer', {}, { token: canary }));
    expect(adds.body).toEqual([1, 2]);
    expect(JSON.stringify(other.received)).not.toContain(canary);
    expect(other.received[0]?.headers['x-plain']).toBe('kept');
    expect(server.received[0]?.headers['x-api-key']).toBe(canary);
    await other.close();
  });

  it('S19 of another origin that the first call was led to get none of the step’s own credentials', async () => {
    const other = await startServer(({ url }, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ items: [url], next: url === '/p1' ? '/p2' : null })),
    );
    answer = (_, response) => response.writeHead(307, { location: `${other.url}/p1` }).end();
    const settings = { url: '/items', headers: { 'X-API-Key': canary }, pagination: 'body', itemsPath: 'items' };
    expect((await send(settings)).body).toEqual(['/p1', '/p2']);
    expect(JSON.stringify(other.received)).not.toContain(canary);
    await other.close();
  });

  it('that lead in a circle, or hold no list, are an error', async () => {
    answer = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"next":"/v1/a","items":[1]}');
    await expect(send({ url: '/a', pagination: 'body', itemsPath: 'items' })).rejects.toMatchObject({
      code: 'SERVICE_FAILED',
    });
    await expect(send({ url: '/a', pagination: 'body' })).rejects.toMatchObject({ code: 'SERVICE_FAILED' });
  });
});

describe('a run that ends', () => {
  it('R14 ends the request with it', async () => {
    answer = () => undefined;
    const controller = new AbortController();
    const runner = await step({ url: '/' });
    const running = runAll(runner, [{}], testCall(controller.signal));
    const reason = new Error('over');
    while (server.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
