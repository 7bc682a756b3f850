import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { send, type TestOrg } from '../testing/client.ts';
import { BayeuxClient, create, createTopic, startStreamingOrg } from './bayeux-client.fixture.ts';

const channel = '/event/Order_Event__e';
let test: TestOrg;

beforeEach(async () => {
  test = await startStreamingOrg({ streamingTimeoutMs: 400 });
});
afterEach(() => test.org.close());

async function subscribed(...channels: readonly string[]): Promise<BayeuxClient> {
  const client = new BayeuxClient(test.org, test.token);
  await client.begin();
  for (const name of channels) {
    const reply = await client.subscribe(name);
    if (!reply.successful) throw new Error(reply.error);
  }
  return client;
}

function end(name: string, query = '') {
  return send(`${test.org.controlUrl}/${name}${query}`, { method: 'DELETE' });
}

/** Waits until a connect is held. */
function isHeld() {
  return vi.waitFor(() => expect(test.org.requests({ path: '/cometd/*' }).at(-1)?.status).toBeNull());
}

describe('publish', () => {
  it('publishes on every kind of channel, several payloads several times', async () => {
    await createTopic(test);
    await create(test, 'StreamingChannel', { Name: '/u/x' });
    const client = await subscribed('/topic/Accounts', '/u/x', channel, '/data/AccountChangeEvent');
    const id = '001000000000001AAA';
    const answers = [
      await test.control('publish', { channel: '/u/x', payloads: ['a', 'b'], count: 2 }),
      await test.control('publish', { channel, payload: { Order_Number__c: '7' } }),
      await test.control('publish', { channel: '/topic/Accounts', payload: { Id: id, Name: 'N' } }),
      await test.control('publish', {
        channel: '/data/AccountChangeEvent',
        payload: { Name: 'N', ChangeEventHeader: { recordIds: [id], changeType: 'CREATE' } },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const events = await client.events(7);
    expect(events.map(({ data }) => data.payload?.Order_Number__c ?? data.sobject ?? data.payload)).toEqual([
      'a',
      'b',
      'a',
      'b',
      '7',
      { Id: id, Name: 'N' },
      expect.objectContaining({ Name: 'N' }),
    ]);
    expect(events.at(-1)?.data.payload.ChangeEventHeader).toMatchObject({ changeType: 'CREATE', recordIds: [id] });
  });

  it('refuses what is no channel, no payload or too much', async () => {
    const bad: unknown[] = [
      {},
      { channel },
      { channel, payload: {} },
      { channel, payload: 'x' },
      { channel, payload: { Nothing: 1 } },
      { channel, payload: { Order_Number__c: '1' }, payloads: [] },
      { channel, payload: { Order_Number__c: '1' }, count: 0 },
      { channel, payload: { Order_Number__c: '1' }, count: 1e9 },
      { channel, payload: { Order_Number__c: '1' }, extra: 1 },
      { channel: '/event/None__e', payload: {} },
      { channel: '/data/ChangeEvents', payload: {} },
      { channel: '/data/AccountChangeEvent', payload: { ChangeEventHeader: { changeType: 'NONE' } } },
      { channel: 7, payload: {} },
    ];
    for (const settings of bad) {
      expect([settings, (await test.control('publish', settings)).status]).toEqual([settings, 400]);
    }
  });
});

describe('dropStream', () => {
  it('cuts the connections clients wait on; afterwards they get what they missed', async () => {
    const client = await subscribed(channel);
    const waiting = expect(client.connect()).rejects.toThrow();
    await isHeld();
    expect((await test.control('dropStream')).json).toEqual({ cut: 1 });
    await waiting;
    await create(test, 'Order_Event__e', { Order_Number__c: '1' });
    expect(await client.events(1)).toHaveLength(1);
  });

  it('silently holds back the events of one channel until it is ended', async () => {
    await createTopic(test);
    const client = await subscribed(channel, '/topic/Accounts');
    const { id } = (await test.control('dropStream', { silently: true, channel })).json;
    await create(test, 'Order_Event__e', { Order_Number__c: '1' });
    await create(test, 'Account', { Name: 'A' });
    expect((await client.events(1))[0]?.channel).toBe('/topic/Accounts');
    expect(await client.connect()).toHaveLength(1);
    const waiting = client.connect();
    expect((await end('dropStream', `?id=${id}`)).status).toBe(200);
    expect((await waiting).map((message) => message.channel)).toEqual(['/meta/connect', channel]);
  });

  it('touches only the user named, and leaves connects unanswered when asked to', async () => {
    const client = await subscribed(channel);
    await test.control('dropStream', { silently: true, username: 'sales@practice.example' });
    await create(test, 'Order_Event__e', { Order_Number__c: '1' });
    expect(await client.events(1)).toHaveLength(1);
    await test.control('dropStream', { unanswered: true, username: 'admin@practice.example' });
    const answered = vi.fn();
    const waiting = client.connect().then(answered);
    await create(test, 'Order_Event__e', { Order_Number__c: '2' });
    // Another user's answer shows that the time of such a wait went by twice.
    const other = await subscribedAs('sales@practice.example');
    await other.connect();
    await other.connect();
    expect(answered).not.toHaveBeenCalled();
    await end('dropStream');
    await waiting;
    expect(answered.mock.calls[0]?.[0]).toHaveLength(2);
  });

  it('refuses users, channels and flags that are none', async () => {
    for (const settings of [{ username: 'nobody' }, { channel: '/none' }, { silently: 'x' }, { extra: 1 }]) {
      expect((await test.control('dropStream', settings)).status).toBe(400);
    }
    expect((await end('dropStream', '?id=99')).status).toBe(400);
  });
});

async function subscribedAs(username: string): Promise<BayeuxClient> {
  const { signInSales } = await import('./bayeux-client.fixture.ts');
  expect(test.org.users[1]?.username).toBe(username);
  const client = new BayeuxClient(test.org, await signInSales(test.org));
  await client.begin();
  return client;
}

describe('The other controls', () => {
  it('unknownClient forgets all clients, also those that wait', async () => {
    const client = await subscribed(channel);
    const waiting = client.connect();
    await isHeld();
    expect((await test.control('unknownClient')).json).toEqual({ forgotten: 1 });
    expect((await waiting)[0]).toMatchObject({ error: '403::Unknown client', advice: { reconnect: 'handshake' } });
    expect((await client.subscribe(channel)).error).toBe('403::Unknown client');
  });

  it('eventLimit lets only so many events be delivered; the others stay retained', async () => {
    const error = '403::Organization total events daily limit exceeded';
    const client = await subscribed(channel);
    await test.control('eventLimit', { remaining: 1 });
    for (const number of ['1', '2']) await create(test, 'Order_Event__e', { Order_Number__c: number });
    expect(await client.events(1)).toHaveLength(1);
    expect((await client.connect())[0]?.error).toBe(error);
    expect((await client.subscribe(channel)).error).toBe(error);
    await end('eventLimit');
    expect((await client.events(1))[0]?.data.payload.Order_Number__c).toBe('2');
  });

  it('are listed, say what is in force, and show a form each', async () => {
    const list = (await send(test.org.controlUrl)).json as unknown as { controls: readonly { name: string }[] };
    const names = list.controls.map(({ name }) => name);
    for (const name of ['publish', 'dropStream', 'unknownClient', 'replayGap', 'eventLimit'])
      expect(names).toContain(name);
    expect((await test.control('replayGap', { upTo: 1, all: true })).status).toBe(400);
    expect((await test.control('eventLimit', {})).status).toBe(400);
    expect((await test.control('eventLimit', { remaining: -1 })).status).toBe(400);
  });
});
