import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import type { CredentialAuthorizationRequest } from '../../electron/host/credentials/credential-service.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { browserConnection } from '../support/browser-sign-in.ts';
import { creatingFlow } from './connection-world.ts';
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

const services = () => temporary.host.services;
const tokenCalls = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;

async function authorize(request: CredentialAuthorizationRequest): Promise<string> {
  for await (const event of services().credentials.authorize(request)) {
    if (event.state === 'approved') return event.authorizationId;
    if (event.state === 'waiting') await fetch(`${event.url}&auto=allow`);
  }
  throw new Error('Nobody approved.');
}

/** A credential that a person approved in the browser, and three connections that use it. */
async function createApproved() {
  const { connector, ...details } = await browserConnection(org);
  const authorizationId = await authorize({ connector, ...details });
  const { credential } = await services().credentials.create({
    name: 'Approved',
    entity: 'contact',
    connector,
    principal: { name: 'Ada', ...details, authorizationId },
  });
  const ids: string[] = [];
  for (const name of ['One', 'Two', 'Three']) {
    const named = { name, connector, auth: 'named', fields: { credential: credential.id }, secrets: {} };
    ids.push((await services().connections.create(named)).connection.id);
  }
  return { id: credential.id, principalId: credential.principals[0]?.id ?? '', ids };
}

const run = (connectionId: string) =>
  services()
    .runs.startDocument({
      document: creatingFlow('Run'),
      revision: 1,
      bindings: { crm: connectionId },
      baseFolder: temporary.dataFolder,
    })
    .then(({ result }) => result);

const statuses = (ids: string[]) => ids.map((id) => services().connections.get(id).status);

describe('a named credential that a person approved in the browser', () => {
  it('R32 is renewed once for three runs at the same time, and keeps the token that took the old one’s place', async () => {
    const { ids } = await createApproved();
    await control(org, 'expireTokens');
    const before = tokenCalls();
    const results = await Promise.all(ids.map(run));
    expect(results.map(({ state }) => state.status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(tokenCalls() - before).toBe(1);
    // With rotation, an older token would be refused by now.
    const [id = ''] = ids;
    for (let round = 0; round < 2; round += 1) {
      expect(await services().connections.refresh(id)).toMatchObject({ succeeded: true });
    }
    expect(services().connections.reminders()).toEqual([]);
  });

  it('marks its principal and every connection that uses it when the service ends the approval, until it is given anew', async () => {
    const { id, principalId, ids } = await createApproved();
    await control(org, 'revokeRefresh');
    await control(org, 'expireTokens');
    await run(ids[0] ?? '').catch(() => undefined);
    expect(statuses(ids)).toEqual(['sign_in_expired', 'sign_in_expired', 'sign_in_expired']);
    expect(services().credentials.get(id).principals).toMatchObject([{ status: 'sign_in_expired' }]);

    const authorizationId = await authorize({ credentialId: id, principalId });
    const saved = await services().credentials.savePrincipal({ credentialId: id, principalId, authorizationId });
    expect(saved).toMatchObject({ test: { succeeded: true }, stops: [] });
    expect(statuses(ids)).toEqual(['connected', 'connected', 'connected']);
    expect((await run(ids[1] ?? '')).state.status).toBe('succeeded');
  });

  it('S19 loses its approval when it is edited to sign in elsewhere, before anything is sent', async () => {
    const { id, principalId, ids } = await createApproved();
    const before = org.requests().length;
    const elsewhere = { credentialId: id, principalId, fields: { clientId: 'another' } };
    await expect(services().credentials.savePrincipal(elsewhere)).rejects.toMatchObject({ code: 'MISSING_TOKEN' });
    expect(org.requests().slice(before)).toEqual([]);
    expect(await services().connections.test(ids[0] ?? '')).toMatchObject({ succeeded: true });
  });
});
