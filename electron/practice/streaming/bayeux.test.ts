import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestOrg } from '../testing/client.ts';
import { BayeuxClient, create, signInSales, startStreamingOrg } from './bayeux-client.fixture.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startStreamingOrg({ streamingTimeoutMs: 500 });
});
afterAll(() => test.org.close());

async function startClient(version?: string): Promise<BayeuxClient> {
  const client = new BayeuxClient(test.org, test.token, version);
  await client.begin();
  return client;
}

describe('The Bayeux conversation', () => {
  it('answers a handshake with replay, a client id and a cookie', async () => {
    const client = new BayeuxClient(test.org, test.token);
    const { messages, cookie } = await client.post([client.message('/meta/handshake', { version: '1.0' })]);
    expect(messages).toEqual([
      {
        ext: { replay: true, 'payload.format': true },
        minimumVersion: '1.0',
        clientId: expect.stringMatching(/^[0-9a-z]{20,}$/),
        supportedConnectionTypes: ['long-polling'],
        channel: '/meta/handshake',
        id: '1',
        version: '1.0',
        successful: true,
      },
    ]);
    expect(cookie).toMatch(/^BAYEUX_BROWSER=[0-9a-f]+; Path=\/; HttpOnly$/);
  });

  it('answers the first connect at once with advice and holds the next one for its time', async () => {
    const client = new BayeuxClient(test.org, test.token);
    const [hand] = (await client.post([client.message('/meta/handshake')])).messages;
    client.clientId = hand?.clientId ?? '';
    const [first] = await client.connect();
    expect(first?.advice).toEqual({ interval: 0, timeout: 500, reconnect: 'retry' });
    const started = performance.now();
    const [second] = await client.connect();
    expect(second).toEqual({ clientId: client.clientId, channel: '/meta/connect', id: '3', successful: true });
    expect(performance.now() - started).toBeGreaterThan(450);
  });

  it('takes the name of the message behind the version, a single message, Bearer, and the replay path', async () => {
    const client = new BayeuxClient(test.org, '');
    const headers = { authorization: `Bearer ${test.token}` };
    const { messages } = await client.post(client.message('/meta/handshake'), { headers, path: '/handshake' });
    expect(messages[0]?.successful).toBe(true);
    const old = new BayeuxClient(test.org, test.token, 'replay/36.0');
    expect((await old.begin()).ext.replay).toBe(true);
    expect((await startClient('36.0').then((known) => known.begin())).ext).toBeUndefined();
  });

  it('answers several messages in order, and the held connect last with its events', async () => {
    const client = await startClient();
    await create(test, 'Order_Event__e', { Order_Number__c: '1' });
    const subscription = '/event/Order_Event__e';
    const { messages } = await client.post([
      client.message('/meta/connect', { connectionType: 'long-polling', id: 'held' }),
      client.message('/meta/subscribe', { subscription, id: 'a' }),
      client.message('/meta/unsubscribe', { subscription, id: 'b' }),
      client.message('/meta/subscribe', { subscription, id: 'c', ext: { replay: { [subscription]: -2 } } }),
    ]);
    expect(messages.map(({ id, channel }) => id ?? channel)).toEqual(['a', 'b', 'c', 'held', subscription]);
    expect(messages.slice(0, 4).every(({ successful }) => successful)).toBe(true);
  });

  it('answers a held connect as soon as the client disconnects, and forgets the client', async () => {
    const client = await startClient();
    const held = client.connect();
    const [bye] = await client.disconnect();
    expect(bye).toMatchObject({ channel: '/meta/disconnect', successful: true });
    expect((await held)[0]).toMatchObject({ channel: '/meta/connect', successful: true });
    expect((await client.connect())[0]).toMatchObject({
      error: '403::Unknown client',
      advice: { reconnect: 'handshake', interval: 0 },
      successful: false,
    });
  });

  it('ends the first of two connects of one client; the second gets the events', async () => {
    const client = await startClient();
    await client.subscribe('/event/Order_Event__e');
    const first = client.connect();
    // Sent on its own, so that the first is surely held when the next arrives.
    await client.unsubscribe('/event/none');
    const second = client.connect();
    expect((await first).length).toBe(1);
    await create(test, 'Order_Event__e', { Order_Number__c: '1' });
    expect((await second).map(({ channel }) => channel)).toEqual(['/meta/connect', '/event/Order_Event__e']);
    await client.disconnect();
  });

  it('does not wait when the client asks for a timeout of 0', async () => {
    const client = await startClient();
    const { messages } = await client.post([client.message('/meta/connect', { advice: { timeout: 0 } })]);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.successful).toBe(true);
  });

  it('says which channel does not exist, and what else a subscription lacks', async () => {
    const client = await startClient();
    const errors = [];
    for (const name of [
      '/topic/None',
      '/u/none',
      '/event/None__e',
      '/data/NoneChangeEvent',
      '/topic/*',
      '/**',
      'x',
      '',
    ]) {
      const reply = await client.subscribe(name);
      expect(reply).toMatchObject({ channel: '/meta/subscribe', subscription: name, successful: false });
      errors.push(reply.error);
    }
    const missing = (name: string) => `400::The channel you requested to subscribe to does not exist {${name}}`;
    expect(errors).toEqual([
      missing('/topic/None'),
      missing('/u/none'),
      missing('/event/None__e'),
      missing('/data/NoneChangeEvent'),
      missing('/topic/*'),
      missing('/**'),
      "400::Channel subscriptions must start with a leading '/'",
      '400::Channel name not specified',
    ]);
  });

  it('refuses a replay id that names no retained event', async () => {
    const client = await startClient();
    for (const bad of [9_999_999, 0, -3, '77777']) {
      expect((await client.subscribe('/event/Order_Event__e', bad)).error).toBe(
        `400::The replayId {${bad}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`,
      );
    }
    expect((await client.subscribe('/event/Order_Event__e', 'x')).successful).toBe(false);
  });

  it('denies a handshake without and with a wrong token, and names the reason', async () => {
    const none = new BayeuxClient(test.org, '');
    expect((await none.post([none.message('/meta/handshake')])).messages).toEqual([
      {
        channel: '/meta/handshake',
        id: '1',
        ext: { sfdc: { failureReason: '401::Request requires authentication' }, replay: true },
        advice: { reconnect: 'none' },
        error: '403::Handshake denied',
        successful: false,
      },
    ]);
    const wrong = new BayeuxClient(test.org, 'wrong');
    const [reply] = (await wrong.post([wrong.message('/meta/handshake')])).messages;
    expect(reply?.ext.sfdc?.failureReason).toBe('401::Authentication invalid');
    expect((await wrong.connect())[0]).toMatchObject({
      error: '401::Authentication invalid',
      advice: { reconnect: 'none', interval: 0 },
    });
  });

  it('does not let another user act as a client', async () => {
    const client = await startClient();
    client.token = await signInSales(test.org);
    expect((await client.subscribe('/event/Order_Event__e')).error).toBe(
      "400::Authenticated user id does not match the session's user id",
    );
  });

  it('lets in clients without cookies, but not those that lost the one of the handshake', async () => {
    const client = await startClient();
    client.cookie = null;
    expect((await client.subscribe('/event/Order_Event__e')).successful).toBe(true);
    client.cookie = 'other=1';
    expect((await client.subscribe('/event/Order_Event__e')).error).toBe(
      `400::Client ${client.clientId} has established a session, but no BAYEUX_BROWSER cookie present`,
    );
    client.cookie = 'BAYEUX_BROWSER=someoneelse';
    expect((await client.subscribe('/event/Order_Event__e')).error).toBe('403::Unknown client');
  });

  it('needs a version it knows in the address', async () => {
    const format = "URI format: '/cometd/67.0'";
    const errorAt = async (version: string) => {
      const client = new BayeuxClient(test.org, test.token, version);
      const { status, messages } = await client.post([client.message('/meta/handshake')]);
      expect(status).toBe(400);
      return messages[0]?.error;
    };
    const unsupported = `400::Unsupported API version. Only API versions '31.0' and above are supported. ${format}`;
    expect(await errorAt('')).toBe(`400::API version in the URI is mandatory. ${format}`);
    expect(await errorAt('handshake')).toBe(`400::API version in the URI is mandatory. ${format}`);
    for (const bad of ['30.0', '99.0', 'v64.0', '64', 'x', '-1.0']) expect(await errorAt(bad)).toBe(unsupported);
  });

  it('refuses other transports', async () => {
    const client = await startClient();
    const [connect] = (await client.post([client.message('/meta/connect', { connectionType: 'websocket' })])).messages;
    expect(connect?.error).toBe('400::Invalid connection type websocket');
    const [hand] = (
      await client.post([client.message('/meta/handshake', { supportedConnectionTypes: ['callback-polling'] })])
    ).messages;
    expect(hand?.error).toBe('400::Invalid connection type callback-polling');
  });
});

describe('Hostile messages', () => {
  it('get 400 or 413 and no more', async () => {
    const client = await startClient();
    for (const body of ['', '{', 'null', '7', '[]', '[null]', '[[]]', '"x"', '['.repeat(20_000)]) {
      const { status, messages } = await client.post(body);
      expect([body.slice(0, 10), status]).toEqual([body.slice(0, 10), 400]);
      expect(messages[0]?.successful).toBe(false);
    }
    const large = await client.post(`[{"channel":"/meta/handshake","x":"${'x'.repeat(40_000)}"}]`);
    expect([large.status, large.messages[0]?.error]).toEqual([413, '413::Maximum Request Size Exceeded']);
  });

  it('get an answer each, whatever their members are', async () => {
    const client = await startClient();
    const odd: unknown[] = [
      {},
      { channel: 7 },
      { channel: null, clientId: {} },
      { channel: '/meta/subscribe', clientId: client.clientId },
      { channel: '/meta/subscribe', clientId: client.clientId, subscription: [7] },
      { channel: '/meta/subscribe', clientId: client.clientId, subscription: '__proto__', ext: { replay: [] } },
      {
        channel: '/meta/subscribe',
        clientId: client.clientId,
        subscription: '/event/Order_Event__e',
        ext: 'x',
        id: {},
      },
      { channel: '/meta/connect', clientId: client.clientId, connectionType: {} },
      { channel: '/meta/connect' },
      { channel: '/topic/Accounts', clientId: client.clientId, data: {} },
      JSON.parse('{"__proto__":{"channel":"/meta/disconnect"}}'),
    ];
    for (const message of odd) {
      const { status, messages } = await client.post([message]);
      expect([status, messages.length]).toEqual([200, 1]);
    }
    const { messages } = await client.post(Array.from({ length: 300 }, () => ({ channel: '/meta/unknown' })));
    expect(messages).toHaveLength(300);
  });

  it('cannot use other methods or longer paths', async () => {
    const headers = { authorization: `OAuth ${test.token}` };
    const get = await fetch(`${test.org.instanceUrl}/cometd/64.0`, { headers });
    expect(get.status).toBe(405);
    const long = await fetch(`${test.org.instanceUrl}/cometd/64.0/x/y`, { method: 'POST', headers, body: '[]' });
    expect(long.status).toBe(404);
  });
});
