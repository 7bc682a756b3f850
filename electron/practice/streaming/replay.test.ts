import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestOrg } from '../testing/client.ts';
import { BayeuxClient, create, createTopic, type Message, startStreamingOrg } from './bayeux-client.fixture.ts';

const channel = '/event/Order_Event__e';
let test: TestOrg;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-22T10:00:00Z');
  test = await startStreamingOrg({ now: () => new Date(now) });
});
afterEach(() => test.org.close());

async function publish(...numbers: readonly string[]): Promise<void> {
  for (const number of numbers) await create(test, 'Order_Event__e', { Order_Number__c: number });
}

async function begun(): Promise<BayeuxClient> {
  const client = new BayeuxClient(test.org, test.token);
  await client.begin();
  return client;
}

const orders = (events: readonly Message[]) => events.map(({ data }) => data.payload.Order_Number__c);
const replayIds = (events: readonly Message[]) => events.map(({ data }) => data.event.replayId);

const hourMs = 3_600_000;

describe('Replay', () => {
  it('gives all retained events for -2, those after an id, and new ones alone for -1 and without', async () => {
    await publish('1', '2', '3');
    const client = await begun();
    await client.subscribe(channel, -2);
    const all = await client.events(3);
    expect(orders(all)).toEqual(['1', '2', '3']);

    const after = await begun();
    await after.subscribe(channel, replayIds(all)[1]);
    const tip = await begun();
    await tip.subscribe(channel, -1);
    const usual = await begun();
    await usual.subscribe(channel);
    await publish('4');
    expect(orders(await after.events(2))).toEqual(['3', '4']);
    expect(orders(await tip.events(1))).toEqual(['4']);
    expect(orders(await usual.events(1))).toEqual(['4']);
    expect(orders(await client.events(1))).toEqual(['4']);
  });

  it('gives ids that grow with gaps', async () => {
    await publish(...Array.from({ length: 20 }, String));
    const client = await begun();
    await client.subscribe(channel, -2);
    const ids = replayIds(await client.events(20));
    const steps = ids.slice(1).map((id, index) => id - (ids[index] ?? 0));
    expect(steps.every((step) => step >= 1)).toBe(true);
    expect(steps.some((step) => step > 1)).toBe(true);
  });

  it('keeps platform events and changes 72 hours, topics and generic events 24', async () => {
    await createTopic(test);
    const id = await create(test, 'StreamingChannel', { Name: '/u/x' });
    const channels = ['/topic/Accounts', '/u/x', channel, '/data/AccountChangeEvent'];
    const retained = async () => {
      const counts = [];
      for (const name of channels) {
        const client = new BayeuxClient(test.org, test.token);
        await client.begin();
        await client.subscribe(name, -2);
        const [, ...events] = (await client.post([client.message('/meta/connect', { advice: { timeout: 0 } })]))
          .messages;
        counts.push(events.length);
      }
      return counts;
    };
    await create(test, 'Account', { Name: 'A' });
    await test.call('POST', `/sobjects/StreamingChannel/${id}/push`, { pushEvents: [{ payload: 'x' }] });
    await publish('1');
    expect(await retained()).toEqual([1, 1, 1, 1]);
    now += 25 * hourMs;
    // The token lived two hours.
    test = { ...test, token: await freshToken() };
    expect(await retained()).toEqual([0, 0, 1, 1]);
    now += 48 * hourMs;
    test = { ...test, token: await freshToken() };
    expect(await retained()).toEqual([0, 0, 0, 0]);
  });

  it('refuses an id whose event is no longer retained, or was lost on purpose', async () => {
    await publish('1', '2');
    const client = await begun();
    await client.subscribe(channel, -2);
    const [first, second] = replayIds(await client.events(2));
    expect((await test.control('replayGap', { channel, upTo: first })).json).toEqual({ lost: 1 });
    expect((await client.subscribe(channel, first)).error).toContain(
      `400::The replayId {${first}} you provided was invalid.`,
    );
    expect((await client.subscribe(channel, second)).successful).toBe(true);
    await test.control('replayGap', { all: true });
    expect((await client.subscribe(channel, second)).error).toContain('invalid');
    expect((await client.subscribe(channel, -1)).successful).toBe(true);
  });

  it('delivers a flood in order, nothing lost or doubled, over several answers', async () => {
    const client = await begun();
    await client.subscribe(channel);
    const payload = { Order_Number__c: 'flood' };
    expect((await test.control('publish', { channel, payload, count: 2_500 })).status).toBe(200);
    const events = await client.events(2_500);
    expect(events).toHaveLength(2_500);
    const ids = replayIds(events);
    expect(ids).toEqual([...new Set(ids)].toSorted((left, right) => left - right));
  });

  it('merges the events of several channels by their ids', async () => {
    await createTopic(test);
    const client = await begun();
    await client.subscribe('/topic/Accounts');
    await client.subscribe(channel);
    await client.subscribe('/data/ChangeEvents');
    await create(test, 'Account', { Name: 'A' });
    await publish('1');
    await create(test, 'Account', { Name: 'B' });
    const events = await client.events(5);
    expect(events.map((event) => event.channel)).toEqual([
      '/topic/Accounts',
      '/data/ChangeEvents',
      channel,
      '/topic/Accounts',
      '/data/ChangeEvents',
    ]);
  });

  it('goes on where it was after an unsubscribe only when it is told where', async () => {
    const client = await begun();
    await client.subscribe(channel);
    await publish('1');
    const [first] = replayIds(await client.events(1));
    await client.unsubscribe(channel);
    await publish('2');
    await client.subscribe(channel, first);
    expect(orders(await client.events(1))).toEqual(['2']);
  });
});

async function freshToken(): Promise<string> {
  const { passwordForm, requestToken } = await import('../testing/client.ts');
  return (await requestToken(test.org.loginUrl, passwordForm(test.org))).json.access_token;
}

describe('A client that was away', () => {
  it('is forgotten after 40 seconds, and after a new handshake gets exactly what it missed', async () => {
    const client = await begun();
    await client.subscribe(channel);
    await publish('1');
    const [last] = replayIds(await client.events(1));
    await publish('2', '3');
    now += 41_000;
    const [reply] = await client.connect();
    expect(reply).toMatchObject({ error: '403::Unknown client', advice: { reconnect: 'handshake' } });
    await client.begin();
    expect((await client.subscribe(channel, last)).successful).toBe(true);
    await publish('4');
    expect(orders(await client.events(3))).toEqual(['2', '3', '4']);
  });

  it('is known as long as it comes back within 40 seconds', async () => {
    const client = await begun();
    now += 39_000;
    expect((await client.subscribe(channel)).successful).toBe(true);
  });

  it('gets the events it missed after its connection was cut while it waited', async () => {
    const client = await begun();
    await client.subscribe(channel);
    const gone = new AbortController();
    const waiting = client.connect(gone.signal);
    const held = vi.waitFor(() => expect(test.org.requests({ path: '/cometd/*' }).at(-1)?.status).toBeNull());
    await held;
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await publish('1', '2');
    expect(orders(await client.events(2))).toEqual(['1', '2']);
  });

  it('whose answer was lost on its way subscribes again from its last id and misses nothing', async () => {
    const client = await begun();
    await client.subscribe(channel);
    await publish('1');
    const [last] = replayIds(await client.events(1));
    // The answer to the next connect is written, and the connection is cut before the client gets it.
    await test.control('fault', { path: '/cometd/*', cut: 'after' });
    const lost = expect(client.connect()).rejects.toThrow();
    await publish('2');
    await lost;
    await publish('3');
    expect(orders(await client.events(1))).toEqual(['3']);
    await client.subscribe(channel, last);
    expect(orders(await client.events(2))).toEqual(['2', '3']);
  });

  it('is told to give up once its session ended, also while it waits', async () => {
    const client = await begun();
    await client.subscribe(channel);
    const waiting = client.connect();
    await test.control('expireTokens', {});
    expect((await waiting)[0]).toEqual({
      clientId: client.clientId,
      channel: '/meta/connect',
      id: expect.any(String),
      advice: { reconnect: 'none', interval: 0 },
      error: '401::Authentication invalid',
      successful: false,
    });
  });

  it('is told so at once when the org is reset, and the events are gone', async () => {
    await publish('1');
    const client = await begun();
    await client.subscribe(channel);
    const waiting = client.connect();
    test.org.reset();
    expect((await waiting)[0]?.error).toBe('403::Unknown client');
    await client.begin();
    await client.subscribe(channel, -2);
    await publish('2');
    expect(orders(await client.events(1))).toEqual(['2']);
  });

  it('does not keep the org from stopping', async () => {
    const client = await begun();
    const waiting = client.connect().then(
      () => 'answered',
      () => 'cut',
    );
    await vi.waitFor(() => expect(test.org.requests({ path: '/cometd/*' }).at(-1)?.status).toBeNull());
    await test.org.close();
    expect(['answered', 'cut']).toContain(await waiting);
  });
});

describe('An org kept in a file', () => {
  it('goes on with retained events and their ids after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-streaming-'));
    try {
      const options = { keep: join(folder, 'org.sqlite') };
      const first = await startStreamingOrg(options);
      await create(first, 'Order_Event__e', { Order_Number__c: '1' });
      await createTopic(first);
      await create(first, 'Account', { Name: 'Kept' });
      await first.org.close();

      const second = await startStreamingOrg(options);
      await create(second, 'Order_Event__e', { Order_Number__c: '2' });
      const client = new BayeuxClient(second.org, second.token);
      await client.begin();
      await client.subscribe(channel, -2);
      await client.subscribe('/topic/Accounts', -2);
      await client.subscribe('/data/ChangeEvents', -2);
      const events = await client.events(4);
      expect(events.map((event) => event.channel)).toEqual([channel, '/topic/Accounts', '/data/ChangeEvents', channel]);
      expect(replayIds(events)).toEqual(replayIds(events).toSorted((left, right) => left - right));
      expect((await second.call('GET', '/sobjects/Order_Event__e/e00gL0000000001')).status).toBe(404);
      await second.org.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
