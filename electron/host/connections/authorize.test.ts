import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  AUTHORIZATION_MILLISECONDS,
  type AuthorizationEvent,
  GRANT_MILLISECONDS,
} from '../../../shared/contract/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import type { Session } from '../../connectors/sdk/index.ts';
import { createSessionCache } from '../../credentials/sessions.ts';
import { createCallbackListener } from '../../node/http-callback.ts';
import { findClosedPort } from '../../node/http-server.fixture.ts';
import { createNodeProofKeys } from '../../node/proof-keys.ts';
import { createNodeRandom } from '../../node/random.ts';
import { startPracticeOrg } from '../../practice/practice-org.ts';
import { createChanges } from '../changes.ts';
import { openGateway } from '../gateway/gateway.fixture.ts';
import { createPracticeService } from '../practice-service.ts';
import { createAuthorizer } from './authorize.ts';
import { createGrants } from './grants.ts';
import { createClientOpener, type OpenableConnection } from './open-client.ts';

const org = await startPracticeOrg();
afterAll(() => org.close());
beforeEach(() => org.reset());

/** An authorizer over real parts, with a clock under the test's hand. */
async function open(fields: JsonObject = {}, openBrowser?: (url: string) => Promise<boolean>) {
  const clock = createManualClock();
  const practice = createPracticeService(async () => org, createChanges());
  const clients = createClientOpener({ sessions: createSessionCache<Session>(clock), clock, practice });
  const grants = createGrants(clock, createNodeRandom());
  const gateway = openGateway();
  const port = await findClosedPort();
  const authorizer = createAuthorizer({
    clock,
    clients,
    grants,
    proofKeys: createNodeProofKeys(),
    callbacks: createCallbackListener(),
    browser: openBrowser && { open: openBrowser },
    openPort: () => gateway.port,
  });
  const connection: OpenableConnection = {
    id: 'c',
    signInId: 'c',
    key: 'c:1',
    connector: 'salesforce',
    auth: 'oauth2',
    environment: 'practice',
    fields: { environment: 'practice', callbackPort: port, ...fields },
    secrets: async () => ({}),
    keepSecret: async () => undefined,
    inTurn: (work) => work(),
    refused: () => undefined,
  };
  const leaving = new AbortController();
  const events = authorizer.authorize(connection, leaving.signal);
  const callback = `http://127.0.0.1:${port}/callback`;
  return { clock, grants, gateway, events, callback, leaving, connection, authorizer };
}

type Events = AsyncGenerator<AuthorizationEvent, void, void>;

async function waitingOf(events: Events) {
  const { value } = await events.next();
  if (value?.state !== 'waiting') throw new Error(`It isn’t waiting: ${JSON.stringify(value)}`);
  return value;
}

const tokenCalls = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;
const statusOf = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => 'closed',
  );
/** Approves as a person would, without letting the browser go back. */
const approve = async (url: string) =>
  new URL((await fetch(`${url}&auto=allow`, { redirect: 'manual' })).headers.get('location') ?? '');

describe('an authorization in the browser', () => {
  it('tells where to sign in, then who approved; the grant is there for the same details only', async () => {
    const { events, callback, grants } = await open();
    const waiting = await waitingOf(events);
    expect(waiting).toMatchObject({ host: new URL(org.loginUrl).host, callbackUrl: callback, opened: false });
    expect(Date.parse(waiting.expiresAt)).toBe(Date.UTC(2026, 10, 22, 8, 5));
    const next = events.next();
    expect(await statusOf(String(await approve(waiting.url)))).toBe(200);
    const { value } = await next;
    if (value?.state !== 'approved') throw new Error(JSON.stringify(value));
    expect(value).toMatchObject({ user: org.users[0]?.username, host: new URL(org.instanceUrl).host });
    expect((await events.next()).done).toBe(true);

    const asked = { connector: 'salesforce', auth: 'oauth2' };
    const details = { environment: 'practice', clientId: 'practice-client', scopes: 'api refresh_token' };
    expect(grants.read(value.authorizationId, { ...asked, details })).toEqual({ refreshToken: expect.any(String) });
    for (const other of [
      { ...asked, details: { ...details, clientId: 'another' } },
      { ...asked, details: { ...details, domain: 'http://127.0.0.1:9' } },
      { ...asked, auth: 'password', details },
    ]) {
      expect(() => grants.read(value.authorizationId, other)).toThrowError(
        expect.objectContaining({ code: 'AUTHORIZATION_EXPIRED' }),
      );
    }
    grants.spend(value.authorizationId);
    expect(() => grants.read(value.authorizationId, { ...asked, details })).toThrow('no longer valid');
  });

  it('forgets what was granted after 15 minutes', async () => {
    const { events, clock, grants } = await open();
    const { url } = await waitingOf(events);
    const next = events.next();
    await statusOf(String(await approve(url)));
    const { value } = await next;
    const id = value?.state === 'approved' ? value.authorizationId : '';
    const details = { environment: 'practice', clientId: 'practice-client', scopes: 'api refresh_token' };
    const read = () => grants.read(id, { connector: 'salesforce', auth: 'oauth2', details });
    clock.advance(GRANT_MILLISECONDS - 1);
    expect(read()).toHaveProperty('refreshToken');
    clock.advance(1);
    expect(read).toThrow('no longer valid');
  });

  it('S36 answers without, with a wrong or with a second state lead to no token request, and it goes on waiting', async () => {
    const { events, callback } = await open();
    const { url } = await waitingOf(events);
    const next = events.next();
    const answer = await approve(url);
    const code = answer.searchParams.get('code') ?? '';
    const state = answer.searchParams.get('state') ?? '';
    for (const query of [
      `code=${code}`,
      `code=${code}&state=`,
      `code=${code}&state=wrong`,
      `code=${code}&state=${state}x`,
      `code=${code}&state=${state.slice(0, -1)}`,
      `code=${code}&state=${state}&state=${state}`,
      `code=${code}&state=wrong&state=${state}`,
      `error=access_denied&state=wrong`,
      `state=${state}`,
    ]) {
      expect([query, await statusOf(`${callback}?${query}`)]).toEqual([query, 400]);
    }
    expect(tokenCalls()).toBe(0);
    expect(await statusOf(String(answer))).toBe(200);
    expect((await next).value).toMatchObject({ state: 'approved' });
    expect(tokenCalls()).toBe(1);
  });

  it('S36 the same answer a second time leads to no second token request', async () => {
    const { events } = await open();
    const { url } = await waitingOf(events);
    const next = events.next();
    const answer = String(await approve(url));
    const statuses = await Promise.all([statusOf(answer), statusOf(answer), statusOf(answer)]);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    await next;
    expect(tokenCalls()).toBe(1);
  });

  it('S36 listens no more a second after success', async () => {
    const { events, callback } = await open();
    const { url } = await waitingOf(events);
    const next = events.next();
    await statusOf(String(await approve(url)));
    const began = performance.now();
    await next;
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await statusOf(callback)).toBe('closed');
  });

  it('S36 ends after five minutes and listens no more', async () => {
    const { events, clock, callback } = await open();
    await waitingOf(events);
    const next = events.next();
    clock.advance(AUTHORIZATION_MILLISECONDS - 1);
    expect(await statusOf(callback)).toBe(400);
    clock.advance(1);
    await expect(next).rejects.toMatchObject({
      code: 'AUTHORIZATION_EXPIRED',
      why: expect.stringContaining(`register the callback URL ${callback}`),
    });
    expect(await statusOf(callback)).toBe('closed');
    expect(tokenCalls()).toBe(0);
  });

  it('says in plain words that access was denied', async () => {
    const { events } = await open();
    const { url } = await waitingOf(events);
    const next = events.next();
    const [page] = await Promise.all([
      fetch(`${url}&auto=deny`).then((answer) => answer.text()),
      expect(next).rejects.toMatchObject({
        code: 'AUTHORIZATION_REFUSED',
        message: 'Access wasn’t approved in Salesforce.',
      }),
    ]);
    expect(page).toContain('Access wasn’t approved');
    expect(tokenCalls()).toBe(0);
  });

  it('tells what the service says when only an administrator can approve', async () => {
    const { events } = await open({ clientId: 'practice-external-client' });
    const { url } = await waitingOf(events);
    const next = events.next();
    await Promise.all([
      fetch(`${url}&auto=allow&login_hint=${encodeURIComponent(org.users[1]?.username ?? '')}`),
      expect(next).rejects.toMatchObject({
        code: 'AUTHORIZATION_REFUSED',
        why: expect.stringContaining('not admin approved'),
      }),
    ]);
  });

  it('ends at once without an error when the person leaves', async () => {
    const { events, leaving, callback } = await open();
    await waitingOf(events);
    const next = events.next();
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await statusOf(callback)).toBe('closed');
  });

  it('frees the port when the iterator is closed before the answer', async () => {
    const { events, callback } = await open();
    await waitingOf(events);
    await events.return();
    expect(await statusOf(callback)).toBe('closed');
  });

  it('says that the port is taken, in the words of its system, and leaves who has it alone', async () => {
    const { events, connection, authorizer } = await open();
    await waitingOf(events);
    await expect(authorizer.authorize(connection).next()).rejects.toMatchObject({
      code: 'CALLBACK_PORT_IN_USE',
      message: `Port ${String(connection.fields.callbackPort)} is in use by another program.`,
      fix: 'Choose another port and update the callback URL in Salesforce.',
    });
    await events.return();
  });

  it.each([true, false])('tells whether the system’s browser was opened (%s)', async (couldOpen) => {
    const urls: string[] = [];
    const { events } = await open({}, async (url) => urls.push(url) > 0 && couldOpen);
    const { url, opened } = await waitingOf(events);
    expect({ urls, opened }).toEqual({ urls: [url], opened: couldOpen });
    await events.return();
  });

  it('S36 neither code, state, verifier nor token is told or recorded anywhere', async () => {
    const { events, gateway } = await open();
    const waiting = await waitingOf(events);
    const next = events.next();
    const answer = await approve(waiting.url);
    await statusOf(String(answer));
    const told = JSON.stringify([gateway.records, (await next).value]);
    for (const name of ['code', 'state']) expect(told).not.toContain(answer.searchParams.get(name));
    expect(gateway.records.map(({ method, purpose }) => [method, purpose])).toEqual([
      ['POST', 'sign-in'],
      ['GET', 'sign-in'],
    ]);
    expect(told).not.toMatch(/verifier|refresh_token|access_token/);
  });

  it.each<[JsonObject, string]>([
    [{ environment: 'nowhere' }, 'ADDRESS_WRONG'],
    [{ environment: 'custom', domain: 'http://evil.test' }, 'ADDRESS_WRONG'],
    [{ environment: 'production', authorizationUrl: 'http://evil.test/', clientId: 'x' }, 'ADDRESS_WRONG'],
    [{ callbackPort: 22 }, 'SETTING_WRONG'],
  ])('refuses %j before anything listens or is sent', async (fields, code) => {
    const { events, callback } = await open(fields);
    await expect(events.next()).rejects.toMatchObject({ code });
    expect(await statusOf(callback)).toBe('closed');
    expect(org.requests()).toEqual([]);
  });
});
