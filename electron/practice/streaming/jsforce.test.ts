import { Connection } from '@jsforce/jsforce-node';
import { StreamingExtension } from '@jsforce/jsforce-node/lib/api/streaming.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { send, type TestOrg } from '../testing/client.ts';
import { create, createTopic, startStreamingOrg } from './bayeux-client.fixture.ts';

/** What the tests use of faye's client, which brings no types. */
interface FayeClient {
  subscribe(channel: string, listener: (message: Data) => void): PromiseLike<void> & { cancel(): void };
  disconnect(): unknown;
  readonly _dispatcher: { retry: number };
}

interface Data {
  readonly event: { readonly replayId: number; readonly type?: string };
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sobject: Readonly<Record<string, unknown>>;
}

const channel = '/event/Order_Event__e';
let test: TestOrg;
let connection: Connection;
let clients: FayeClient[];

beforeEach(async () => {
  test = await startStreamingOrg();
  connection = new Connection({ instanceUrl: test.org.instanceUrl, accessToken: test.token, version: '64.0' });
  clients = [];
});
afterEach(async () => {
  const kept = Object.values(connection.streaming._fayeClients) as unknown as readonly FayeClient[];
  for (const client of [...clients, ...kept]) client.disconnect();
  await test.org.close();
});

function createClient(...extensions: readonly unknown[]): FayeClient {
  const client = connection.streaming.createClient([...extensions]) as unknown as FayeClient;
  // The client's usual five seconds between two tries are more than a test has.
  client._dispatcher.retry = 0.02;
  clients.push(client);
  return client;
}

function publish(...numbers: readonly string[]): Promise<unknown> {
  return test.control('publish', { channel, payloads: numbers.map((number) => ({ Order_Number__c: number })) });
}

const orders = (received: readonly Data[]) => received.map(({ payload }) => payload.Order_Number__c);

/** Waits until the client has sent its subscription and then waits for events. */
function isListening() {
  return vi.waitFor(() =>
    expect(test.org.requests({ path: '/cometd/*' }).some(({ status }) => status === null)).toBe(true),
  );
}

describe('An independent client', () => {
  it('hears of records on a topic', async () => {
    await createTopic(test);
    const received: Data[] = [];
    await connection.streaming.topic('Accounts').subscribe((message) => received.push(message as unknown as Data));
    const account = await connection.sobject('Account').create({ Name: 'Heard', Industry: 'Energy' });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]?.sobject).toEqual({ Id: account.id, Name: 'Heard', Industry: 'Energy' });
    expect(received[0]?.event.type).toBe('created');
  });

  it('pushes to a generic channel and hears it', async () => {
    await create(test, 'StreamingChannel', { Name: '/u/notices' });
    const received: Data[] = [];
    const notices = connection.streaming.channel('/u/notices');
    await notices.subscribe((message: Data) => received.push(message));
    expect(await notices.push({ payload: 'hello', userIds: [] })).toEqual({ fanoutCount: -1, userOnlineStatus: {} });
    await vi.waitFor(() => expect(received.map(({ payload }) => payload)).toEqual(['hello']));
  });

  it('gets retained platform events and new ones with the replay extension', async () => {
    await publish('1', '2');
    const received: Data[] = [];
    const client = createClient(new StreamingExtension.Replay(channel, -2));
    await client.subscribe(channel, (message) => received.push(message));
    await connection.sobject('Order_Event__e').create({ Order_Number__c: '3' });
    await vi.waitFor(() => expect(orders(received)).toEqual(['1', '2', '3']));
  });

  it('hears of changed records', async () => {
    const received: Data[] = [];
    const client = createClient(new StreamingExtension.Replay('/data/ChangeEvents', -1));
    await client.subscribe('/data/ChangeEvents', (message) => received.push(message));
    await connection.sobject('Account').create({ Name: 'Changed' });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]?.payload).toMatchObject({ Name: 'Changed', ChangeEventHeader: { entityName: 'Account' } });
  });

  it('begins anew after 403::Unknown client and gets exactly what it missed', async () => {
    const received: Data[] = [];
    const client = createClient(new StreamingExtension.Replay(channel, -1));
    await client.subscribe(channel, (message) => received.push(message));
    await publish('1');
    await vi.waitFor(() => expect(orders(received)).toEqual(['1']));
    await test.control('dropStream', { silently: true });
    await publish('2', '3');
    await test.control('unknownClient');
    await send(`${test.org.controlUrl}/dropStream`, { method: 'DELETE' });
    await publish('4');
    await vi.waitFor(() => expect(orders(received)).toEqual(['1', '2', '3', '4']));
  });

  it('connects again after its connection was cut', async () => {
    const received: Data[] = [];
    const client = createClient(new StreamingExtension.Replay(channel, -1));
    await client.subscribe(channel, (message) => received.push(message));
    await isListening();
    await vi.waitFor(async () => expect((await test.control('dropStream')).json).toEqual({ cut: 1 }));
    await publish('1');
    await vi.waitFor(() => expect(orders(received)).toEqual(['1']));
  });

  it('is told by the authentication extension that its session ended', async () => {
    const failed = vi.fn();
    const client = createClient(new StreamingExtension.AuthFailure(failed));
    await client.subscribe(channel, () => {});
    await test.control('expireTokens', {});
    await vi.waitFor(() => expect(failed).toHaveBeenCalled());
    expect(failed.mock.calls[0]?.[0]).toMatchObject({
      channel: '/meta/connect',
      error: '401::Authentication invalid',
      advice: { reconnect: 'none' },
    });
  });

  it('is told why a channel cannot be subscribed', async () => {
    const client = createClient();
    await expect(Promise.resolve(client.subscribe('/event/None__e', () => {}))).rejects.toMatchObject({
      message: '400::The channel you requested to subscribe to does not exist {/event/None__e}',
    });
  });
});
