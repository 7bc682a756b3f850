import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { findClosedPort, startServer } from '../../electron/node/http-server.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let org: PracticeOrg;
let temporary: TemporaryHost;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());
beforeEach(async () => {
  org.reset();
  await control(org, 'switches', { rotateRefreshTokens: true });
  temporary = await openTemporaryHost();
});
afterEach(() => temporary.dispose());

const tokenCalls = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;

/** A connection that was approved in the browser. */
async function create(more: JsonObject = {}) {
  const { connections } = temporary.host.services;
  const details = await browserConnection(org, more);
  const authorizationId = await authorizeInBrowser(connections, details);
  return (await connections.create({ name: 'Approved', ...details, authorizationId })).connection;
}

const loadObjects = (connectionId: string) =>
  temporary.host.services.connections.loadOptions({
    connectionId,
    stepType: 'salesforce.create',
    load: 'objects',
    settings: {},
  });

describe('a connection that was approved in the browser', () => {
  it('works from then on, and its tokens are neither told nor readable on the disk (S12)', async () => {
    const { services } = temporary.host;
    const told: unknown[] = [];
    services.changes.subscribe((change) => told.push(change));
    const connection = await create();
    expect(connection).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
    expect((await loadObjects(connection.id)).options.length).toBeGreaterThan(5);

    const opened = await services.connections.openable(connection.id).secrets();
    const token = opened.refreshToken ?? '';
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.stringify([told, services.connections.list()])).not.toContain(token);
    for (const file of readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const form of [token, Buffer.from(token).toString('base64'), encodeURIComponent(token)]) {
        expect(bytes.includes(form), file.name).toBe(false);
      }
    }
  });

  it('needs no second approval when the test of its creation failed once, though its token was replaced', async () => {
    const { connections } = temporary.host.services;
    const details = await browserConnection(org);
    const authorizationId = await authorizeInBrowser(connections, details);
    const create = () => connections.create({ name: 'Approved', ...details, authorizationId });
    await control(org, 'fault', { path: '/services/data/v64.0/limits', status: 403, times: 1 });
    const before = tokenCalls();
    await expect(create()).rejects.toThrow();
    expect(tokenCalls()).toBeGreaterThan(before);
    expect((await create()).test.succeeded).toBe(true);
    await expect(create()).rejects.toThrow();
  });

  it('R32 is renewed once per expiry, whoever asks: runs, tests, lists and an edit at once', async () => {
    const { connections } = temporary.host.services;
    const { id } = await create();
    await loadObjects(id);
    const before = tokenCalls();
    await control(org, 'expireTokens');
    await Promise.all(Array.from({ length: 50 }, () => loadObjects(id)));
    expect(tokenCalls() - before).toBe(1);
    // An edit signs in by itself, with the newest token, while others renew theirs.
    await control(org, 'expireTokens');
    await Promise.all([
      connections.update(id, { description: 'Edited' }),
      ...Array.from({ length: 20 }, () => loadObjects(id)),
    ]);
    await control(org, 'expireTokens');
    await loadObjects(id);
    expect(await connections.test(id)).toMatchObject({ succeeded: true });
  });

  it('R32 a run that began with an older token goes on with the newest', async () => {
    const { connections } = temporary.host.services;
    const { id } = await create();
    const running = connections.openable(id);
    const begun = await running.secrets();
    await control(org, 'expireTokens');
    await loadObjects(id);
    const newest = await running.secrets();
    expect(newest.refreshToken).not.toBe(begun.refreshToken);
    expect(newest).toEqual(await connections.openable(id).secrets());
  });

  it('C4 says that its sign-in expired when a renewal is refused, once, and works again once reconnected', async () => {
    const { connections } = temporary.host.services;
    const connection = await create();
    const { id } = connection;
    await control(org, 'revokeRefresh');
    await control(org, 'expireTokens');
    const before = tokenCalls();
    for (let call = 0; call < 5; call++) await expect(loadObjects(id)).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
    expect(tokenCalls() - before).toBe(1);
    expect(connections.get(id)).toMatchObject({
      status: 'sign_in_expired',
      lastTest: { succeeded: false, fix: 'Reconnect to get a new sign-in.' },
    });

    const authorizationId = await authorizeInBrowser(connections, { id });
    const reconnected = await connections.update(id, { authorizationId });
    expect(reconnected.connection).toMatchObject({ id, name: connection.name, status: 'connected' });
    expect((await loadObjects(id)).options.length).toBeGreaterThan(5);
    await expect(connections.update(id, { authorizationId })).rejects.toMatchObject({ code: 'AUTHORIZATION_EXPIRED' });
  });

  it('keeps its old sign-in when the reconnection isn’t approved', async () => {
    const { connections } = temporary.host.services;
    const { id, revision } = await create();
    await expect(authorizeInBrowser(connections, { id }, 'deny')).rejects.toMatchObject({
      code: 'AUTHORIZATION_REFUSED',
    });
    expect(connections.get(id)).toMatchObject({ revision, status: 'connected' });
    expect(await connections.test(id)).toMatchObject({ succeeded: true });
  });

  it('S19 its token reaches no other host and no other app when its details are edited', async () => {
    const { connections } = temporary.host.services;
    const foreign = await startServer((_, response) => response.end('{}'));
    const { id } = await create();
    const before = tokenCalls();
    const edits: JsonObject[] = [
      { domain: foreign.url },
      { tokenUrl: `${foreign.url}/token` },
      { clientId: 'another' },
    ];
    for (const fields of edits) {
      await expect(connections.update(id, { fields })).rejects.toMatchObject({
        code: 'MISSING_TOKEN',
        why: expect.stringContaining('approved'),
      });
    }
    expect(foreign.received).toEqual([]);
    expect(tokenCalls()).toBe(before);
    await foreign.close();
    // What was granted for these details doesn't fit others.
    const authorizationId = await authorizeInBrowser(connections, { id });
    const changed = connections.update(id, { fields: { clientId: 'another' }, authorizationId });
    await expect(changed).rejects.toMatchObject({ code: 'AUTHORIZATION_EXPIRED' });
    // The callback port may change without a new approval.
    const callbackPort = await findClosedPort();
    expect((await connections.update(id, { fields: { callbackPort } })).test.succeeded).toBe(true);
  });
});
