import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../electron/node/database.ts';
import { formatFlow } from '../../shared/flow/index.ts';
import { DEFAULT_HISTORY } from '../../shared/run/history.ts';
import { call, openWebhookWorld, type WebhookWorld } from './webhook-world.fixture.ts';

let world: WebhookWorld;
beforeEach(async () => {
  world = await openWebhookWorld();
});
afterEach(() => world.dispose());

const json = { 'content-type': 'application/json' };
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const greet = {
  id: 'greet',
  type: 'map_fields',
  name: 'Greet',
  settings: { keep: 'mapped', fields: [{ name: 'text', value: 'Hello {{ body.name }}' }] },
};

describe('a webhook that answers at once', () => {
  it('starts a run for each call, with what was called', async () => {
    const id = await world.activate({ path: 'new/lead' });
    const address = await world.address(id);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/new\/lead$/);
    const answer = await call(`${address}?source=site&tag=a&tag=b`, {
      headers: { ...json, Authorization: 'Bearer s3cret', 'X-Api-Key': 's3cret', Cookie: 'a=s3cret', 'X-Shop': '7' },
      body: '{"name":"Ada","id":12345678901234567890,"__proto__":{"admin":true}}',
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: true } });
    await until(() => expect(world.taken(id)).toHaveLength(1));
    const [record] = world.taken(id);
    expect(record).toMatchObject({ method: 'POST', query: { source: 'site', tag: ['a', 'b'] } });
    expect(JSON.stringify(record?.body)).toBe('{"name":"Ada","id":"12345678901234567890","__proto__":{"admin":true}}');
    expect(record?.headers).toMatchObject({ 'content-type': 'application/json', 'x-shop': '7' });
    expect(JSON.stringify(record)).not.toContain('s3cret');
    const { steps } = world.host.services.runs.get(String(answer.body.runId)).state;
    expect(Object.values(steps)[0]?.warnings).toMatchObject([{ code: 'LONG_NUMBER', count: 1 }]);
  });

  it('uses no pinned data: what was called is what runs', async () => {
    const { flows, activations, runs } = world.host.services;
    const id = await world.activate({ respond: 'when-done' }, { steps: [greet] });
    const { document, revision, bindings } = flows.get(id);
    const pinned = { call: [{ body: { name: 'Pinned' } }], [greet.id]: [{ greeting: 'Pinned' }] };
    flows.save({ id, revision, document: { ...document, pinned }, bindings });
    await activations.activate(id);
    const { body } = await call(await world.address(id), { headers: json, body: '{"name":"Ada"}' });
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(JSON.stringify(body)).toContain('Ada');
    expect(JSON.stringify(body)).not.toContain('Pinned');
    expect(runs.get(String(body.runId)).state.header.pinned).toBeUndefined();
  });

  it('S17 keeps no record of a call where the history is to hold none', async () => {
    const { history, runs } = world.host.services;
    await history.change({ ...DEFAULT_HISTORY, keepsRecords: false });
    const id = await world.activate({ respond: 'when-done' }, { steps: [greet] });
    const { body } = await call(await world.address(id), { headers: json, body: '{"name":"Ada"}' });
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(world.taken(id)).toEqual([]);
    expect(runs.get(String(body.runId)).state.header.retention).toBe('none');
  });

  it('has kept the call when it answers: a run that couldn’t begin does so after a restart', async () => {
    const id = await world.activate(
      {},
      { steps: [{ id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 3_600 } }] },
    );
    const { body } = await call(await world.address(id));
    const { runs, store } = world.host.services;
    await until(() => expect(runs.list({ flowId: id, offset: 0, limit: 9 }).total).toBe(1));
    expect(store.runRequests.read(String(body.runId))?.request).toMatchObject({ input: [{ method: 'POST' }] });
    await world.reopen();
    expect(world.host.services.store.runRequests.interrupted()).toEqual([body.runId]);
  });

  it('keeps its address when Millrace is started again, and when the flow is switched off and on', async () => {
    const id = await world.activate({});
    const address = await world.address(id);
    await world.reopen();
    expect(await world.address(id)).toBe(address);
    const { activations } = world.host.services;
    await activations.deactivate(id);
    expect(await call(address)).toMatchObject({ status: 404 });
    await activations.activate(id);
    expect(await world.address(id)).toBe(address);
    expect(await call(address)).toMatchObject({ status: 202 });
  });

  it('says that its port is taken, and is heard once it is free', async () => {
    const first = await openWebhookWorld();
    const taken = Number(new URL(await first.address(await first.activate({}))).port);
    world.host.services.store.settings.set('webhookPort', taken);
    const id = await world.activate({});
    const { triggers } = world.host.services;
    await until(() => expect(triggers.troubleOf(id)).toBe(`Call: Webhooks can’t be called: port ${taken} is in use.`));
    expect(world.host.services.activations.stateOf(id)?.troubles).toMatchObject([
      { step: { name: 'Call', type: 'webhook' }, error: { code: 'WEBHOOK_PORT_IN_USE', data: { port: taken } } },
    ]);
    await first.dispose();
    expect(Number(new URL(await world.address(id)).port)).toBe(taken);
  });

  it('moves to another port at once, with all its addresses; one that is taken is refused and changes nothing', async () => {
    const first = await world.activate({});
    const second = await world.activate({ path: 'other' });
    const before = [await world.address(first), await world.address(second)];
    const { webhooks } = world.host.services;
    const old = webhooks.port().port ?? 0;
    expect(webhooks.port()).toEqual({ port: old, listening: true, webhooks: 2 });
    const blocker = await openWebhookWorld();
    const taken = Number(new URL(await blocker.address(await blocker.activate({}))).port);
    await expect(webhooks.changePort(taken)).rejects.toMatchObject({ code: 'WEBHOOK_PORT_IN_USE' });
    expect(await call(before[0] ?? '')).toMatchObject({ status: 202 });
    await blocker.dispose();
    await webhooks.changePort(taken);
    await webhooks.changePort(taken);
    const moved = before.map((address) => address.replace(`:${old}/`, `:${taken}/`));
    expect([await world.address(first), await world.address(second)]).toEqual(moved);
    expect(await call(moved[1] ?? '')).toMatchObject({ status: 202 });
    await expect(fetch(before[0] ?? '')).rejects.toThrow('fetch failed');
    await world.reopen();
    expect(await world.address(first)).toBe(moved[0]);
  });

  it('refuses a body that it can’t read', async () => {
    const address = await world.address(await world.activate({}));
    expect(await call(address, { headers: json, body: '{"a":' })).toMatchObject({
      status: 400,
      body: { error: 'The body of the call can’t be read. It isn’t JSON, although it says so.' },
    });
  });
});

describe('a webhook that answers when the run is over', () => {
  it('answers with the records of the last steps', async () => {
    const id = await world.activate({ respond: 'when-done' }, { steps: [greet] });
    const answer = await call(await world.address(id), { headers: json, body: '{"name":"Ada"}' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'succeeded', output: [{ text: 'Hello Ada' }] } });
    expect(world.host.services.runs.get(String(answer.body.runId)).summary.status).toBe('succeeded');
  });

  it('answers with the error of a run that failed', async () => {
    const stop = { id: 'stop', type: 'stop', name: 'Stop', settings: { status: 'failed', message: 'Not today.' } };
    const id = await world.activate({ respond: 'when-done' }, { steps: [stop] });
    expect(await call(await world.address(id))).toMatchObject({
      status: 500,
      body: { status: 'failed', error: { code: 'RUN_STOPPED', message: 'Not today.' } },
    });
  });

  it('R25 tells its callers that the run goes on when Millrace closes', async () => {
    const wait = { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 3_600 } };
    const id = await world.activate({ respond: 'when-done' }, { steps: [wait] });
    const answer = call(await world.address(id));
    const { runs } = world.host.services;
    await until(() => expect(runs.list({ flowId: id, offset: 0, limit: 9 }).total).toBe(1));
    await world.reopen();
    expect(await answer).toMatchObject({ status: 503, body: { status: 'running' } });
  });

  it('answers side by side, and one after the other where the flow says so', async () => {
    const wait = { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 0.2 } };
    const longest = async (id: string): Promise<number> => {
      const address = await world.address(id);
      const answers = await Promise.all(Array.from({ length: 4 }, () => call(address)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const { runs } = world.host.services.runs.list({ flowId: id, offset: 0, limit: 9 });
      const begun = runs.map(({ startedAt }) => Date.parse(startedAt));
      return Math.max(...begun) - Math.min(...begun);
    };
    const sideBySide = await world.activate({ respond: 'when-done' }, { steps: [wait] });
    const inTurn = await world.activate({ respond: 'when-done' }, { steps: [wait], flow: { overlap: 'queue' } });
    expect(await longest(sideBySide)).toBeLessThan(await longest(inTurn));
  });

  it('asks to be called again later where a run still goes and the flow leaves such calls out', async () => {
    const wait = { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 3_600 } };
    const id = await world.activate({}, { steps: [wait], flow: { overlap: 'skip' } });
    const address = await world.address(id);
    expect(await call(address)).toMatchObject({ status: 202 });
    const again = await call(address);
    expect(again).toMatchObject({ status: 429, body: { error: 'A run of this flow still goes.' } });
    expect(again.headers.get('retry-after')).toBe('5');
  });
});

describe('a webhook that takes only signed calls', () => {
  const body = '{"name":"Ada"}';
  const secret = 'a secret of thirty-two letters..';
  const activateSigned = (options = {}) => world.activate({ secret: true }, { secret, ...options });
  const send = (address: string, headers: Record<string, string>, sent = body) =>
    call(address, { headers: { ...json, ...headers }, body: sent });

  it('isn’t heard without a secret, which is in neither the flow nor the settings nor an answer', async () => {
    const id = await world.activate({ secret: true });
    const { triggers, flows, store, webhooks } = world.host.services;
    await until(() => expect(triggers.troubleOf(id)).toContain('no secret is stored'));
    const made = (await webhooks.setSecret(id, 'call')) ?? '';
    expect(made).toMatch(/^[\w-]{43}$/);
    const address = await world.address(id);
    const kept = [formatFlow(flows.get(id).document), JSON.stringify(store.settings.all()), address];
    expect(kept.join()).not.toContain(made);
    expect(webhooks.describe(id, 'call')).toEqual({ address, signed: true, hasSecret: true });
  });

  it('S23 lets in only calls that are signed, whole, fresh and new, and refuses all others alike', async () => {
    const id = await activateSigned();
    const address = await world.address(id);
    const unknown = address.replace(/[\w-]{43}/, 'x'.repeat(43));
    const good = world.sign(secret, body);
    const forged = await Promise.all([
      send(address, {}),
      send(address, world.sign('another secret of this length', body)),
      send(address, good, '{"name":"Eve"}'),
      send(address, { ...good, 'x-millrace-timestamp': String(Number(good['x-millrace-timestamp']) + 1) }),
      send(address, { ...good, 'x-millrace-signature': String(good['x-millrace-signature']).slice(0, -2) }),
      send(address, { ...good, 'x-millrace-signature': '' }),
      send(address, world.sign(secret, body, 301_000)),
      // Far enough ahead that it is so still when the call arrives on a busy machine.
      send(address, world.sign(secret, body, -330_000)),
      send(unknown, world.sign(secret, body)),
      send(new URL('/', address).href, world.sign(secret, body)),
      send(`${address}/more`, world.sign(secret, body)),
    ]);
    const shownOf = ({ status, text, headers }: Awaited<ReturnType<typeof call>>) => {
      const shown = [...headers].filter(([name]) => name !== 'date');
      return { status, text, shown };
    };
    expect(new Set(forged.map((answer) => JSON.stringify(shownOf(answer)))).size).toBe(1);
    expect(forged[0]).toMatchObject({ status: 404, body: { error: 'Not found.' } });
    expect(await send(address, good)).toMatchObject({ status: 202 });
    const replays = await Promise.all(Array.from({ length: 20 }, () => send(address, good)));
    expect(replays.map(shownOf)).toEqual(replays.map(() => shownOf(forged[0] as (typeof forged)[number])));
    await until(() => expect(world.taken(id)).toHaveLength(1));
  });

  it('S23 knows a replay after a restart, for as long as it would be fresh', async () => {
    const id = await activateSigned();
    const address = await world.address(id);
    const ahead = world.sign(secret, body, -200_000);
    expect(await send(address, ahead)).toMatchObject({ status: 202 });
    await world.reopen();
    await world.address(id);
    expect(await send(address, ahead)).toMatchObject({ status: 404 });
    world.setClock(499_000);
    expect(await send(address, ahead)).toMatchObject({ status: 404 });
  });

  it('takes a call again that it asked to send later', async () => {
    const wait = { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 3_600 } };
    const id = await activateSigned({ steps: [wait], flow: { overlap: 'skip' } });
    const { runs } = world.host.services;
    const address = await world.address(id);
    const { body: first } = await send(address, world.sign(secret, body));
    const later = world.sign(secret, body, 1_000);
    expect(await send(address, later)).toMatchObject({ status: 429 });
    runs.cancel(String(first.runId));
    await vi.waitFor(async () => expect(await send(address, later)).toMatchObject({ status: 202 }), 5_000);
    expect(await send(address, later)).toMatchObject({ status: 404 });
  });

  it('takes another secret at once, also one that the caller chose', async () => {
    const id = await activateSigned();
    const address = await world.address(id);
    const { webhooks } = world.host.services;
    const chosen = 'chosen by the other system';
    expect(await webhooks.setSecret(id, 'call', chosen)).toBeNull();
    expect(await send(address, world.sign(secret, body))).toMatchObject({ status: 404 });
    expect(await send(address, world.sign(chosen, body))).toMatchObject({ status: 202 });
  });

  it('has a secret of its own: none is made for a step that isn’t a webhook', async () => {
    const id = await activateSigned();
    const { webhooks } = world.host.services;
    await expect(webhooks.setSecret(id, 'other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('R5 is listed, also where a flow or an active version beside it was damaged', async () => {
    const [draft, active, whole] = [await activateSigned(), await activateSigned(), await activateSigned()];
    await world.host.services.activations.deactivate(draft ?? '');
    const database = openDatabase(join(world.dataFolder, 'millrace.db'));
    for (const [table, id] of [
      ['flow_versions', draft],
      ['flow_activations', active],
    ]) {
      database.prepare(`UPDATE ${table} SET document = 'garbage' WHERE flow_id = ?`).run(id ?? '');
    }
    database.close();
    const host = await world.reopen();
    expect(host.services.webhooks.list()).toMatchObject([{ flowId: whole, active: true }]);
  });
});
