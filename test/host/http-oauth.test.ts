import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { findClosedPort } from '../support/closed-port.ts';
import { type IdentityProvider, person, publicClient, startIdentityProvider } from '../support/identity-provider.ts';
import { createPageDriver, decide } from '../support/page-driver.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let provider: IdentityProvider;
let temporary: TemporaryHost;

beforeEach(async () => {
  provider = await startIdentityProvider();
  temporary = await openTemporaryHost();
});
afterEach(async () => {
  await temporary.dispose();
  await provider.close();
});

type Details = { connector: string; auth: string; fields: JsonObject; secrets: Record<string, string> };

async function details(auth: string, fields: JsonObject = {}, secrets: Record<string, string> = {}): Promise<Details> {
  const port = auth === 'oauth2' ? { callbackPort: await findClosedPort() } : {};
  const { apiUrl: baseUrl, issuer } = provider;
  return {
    connector: 'http',
    auth,
    fields: { baseUrl, issuer, clientId: publicClient.clientId, ...port, ...fields },
    secrets,
  };
}

const lasting = { scopes: 'openid offline_access profile' };

/** Goes through an authorization as a person does; resolves with its id. */
async function authorize(request: Details | { id: string }, decision: 'allow' | 'deny' = 'allow') {
  const pages = createPageDriver();
  for await (const event of temporary.host.services.connections.authorize(request)) {
    if (event.state === 'approved') return event;
    if (event.state === 'enterCode') {
      await pages.open(event.verificationUrl);
      await pages.submit({ user_code: event.userCode });
      await decideAfter(pages, decision);
    } else await decide(pages, event.url, decision);
  }
  throw new Error('Nobody approved.');
}

async function decideAfter(pages: ReturnType<typeof createPageDriver>, decision: 'allow' | 'deny') {
  const page = await pages.submit({});
  if (page.includes('name="login"')) await pages.submit({ login: person });
  await pages.submit({ decision });
}

async function create(given: Details) {
  const { connections } = temporary.host.services;
  const approved = given.auth === 'client_credentials' ? undefined : await authorize(given);
  const authorization = approved ? { authorizationId: approved.authorizationId } : {};
  return connections.create({ name: 'Service', ...given, ...authorization });
}

describe('OAuth 2.0 in the browser', () => {
  it('signs in with code and PKCE, and renews with a refresh token that is replaced each time', async () => {
    const { connection, test } = await create(await details('oauth2', lasting));
    expect(test).toMatchObject({ succeeded: true });
    expect(connection).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
    const { connections } = temporary.host.services;
    for (let turn = 0; turn < 3; turn++) {
      provider.revoke('access');
      expect(await connections.test(connection.id)).toMatchObject({ succeeded: true });
    }
  });
});
