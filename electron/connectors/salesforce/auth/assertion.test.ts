import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MillraceError } from '../../../../shared/errors/index.ts';
import type { JsonObject } from '../../../../shared/json/json.ts';
import { openGateway } from '../../../host/gateway/gateway.fixture.ts';
import { fixturePassword, joinFixtures, readFixture } from '../../../key-store/key-store.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../../practice/practice-org.ts';
import type { PortRequest, Session, SignInContext } from '../../sdk/index.ts';
import { openClient } from '../../sdk/step-run.fixture.ts';
import { salesforce } from '../salesforce.connector.ts';

let org: PracticeOrg;
const signal = new AbortController().signal;
const schemeIds = ['jwt', 'saml'] as const;
type SchemeId = (typeof schemeIds)[number];

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterEach(() => org.reset());
afterAll(() => org.close());

const encode = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
const practiceStore = () => ({
  keyStoreContent: encode(readFixture('practice.p12')),
  storePassword: fixturePassword,
});

type Attempt = { fields?: JsonObject; secrets?: Record<string, string>; now?: () => number };

function contextOf({ fields, secrets = practiceStore(), now = Date.now }: Attempt): SignInContext {
  return {
    fields: {
      environment: 'practice',
      clientId: org.clients[0]?.clientId ?? '',
      username: org.users[0]?.username ?? '',
      ...fields,
    },
    secrets,
    port: openGateway().port,
    clock: { now },
    practice: async () => org,
    keepSecret: async () => undefined,
    signal,
  };
}

async function signIn(scheme: SchemeId, attempt: Attempt = {}): Promise<Session> {
  const declared = salesforce.auth[scheme];
  if (!declared) throw new Error(`There is no scheme “${scheme}”.`);
  return declared.signIn(contextOf(attempt));
}

async function failureOf(scheme: SchemeId, attempt: Attempt): Promise<MillraceError> {
  const error = await signIn(scheme, attempt).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MillraceError)) throw new Error(`It wasn’t refused in words: ${String(error)}`);
  return error;
}

/** What a sign-in would send, without anybody to send it to. */
async function sentBy(scheme: SchemeId, attempt: Attempt = {}): Promise<{ url: string; assertion: string }> {
  const requests: PortRequest[] = [];
  const context = contextOf(attempt);
  const refusal = new Error('Nothing is sent.');
  const http = async (request: PortRequest) => {
    requests.push(request);
    throw refusal;
  };
  await expect(salesforce.auth[scheme]?.signIn({ ...context, port: { ...context.port, http } })).rejects.toBe(refusal);
  const [request] = requests;
  const form = new URLSearchParams(String(request?.body));
  return { url: request?.url ?? '', assertion: form.get('assertion') ?? '' };
}

describe.each(schemeIds)('signing in to Salesforce by %s', (scheme) => {
  it.each<[string, () => Attempt]>([
    ['a PKCS#12 key store', () => ({})],
    [
      'a JKS with several keys, by alias',
      () => ({
        fields: { alias: 'practice' },
        secrets: { keyStoreContent: encode(readFixture('practice.jks')), storePassword: fixturePassword },
      }),
    ],
    ['a key in PEM form', () => ({ secrets: { privateKey: org.privateKey } })],
    [
      'a PEM file with its certificate',
      () => ({ secrets: { keyStoreContent: encode(org.privateKey + org.certificate) } }),
    ],
  ])('works with %s', async (_what, attempt) => {
    const session = await signIn(scheme, attempt());
    expect(session.baseUrl).toBe(new URL(org.instanceUrl).origin);
    expect(session.headers.authorization).toMatch(/^Bearer 00D/);
  });

  it('is tested by the same client as a run’s, and names user, host and version', async () => {
    const { fields } = contextOf({});
    const { client } = await openClient({
      connector: 'salesforce',
      auth: scheme,
      fields,
      secrets: practiceStore(),
      practice: org,
    });
    const verification = await salesforce.verify?.({ client, signal });
    expect(verification?.message).toContain(
      `Signed in as ${org.users[0]?.username} at ${new URL(org.instanceUrl).host}`,
    );
  });

  it('makes a new assertion each time the session has ended', async () => {
    const at = Date.now();
    const first = await sentBy(scheme, { now: () => at });
    const second = await sentBy(scheme, { now: () => at + 60_000 });
    expect(first.assertion).not.toBe(second.assertion);
  });

  it('serves an external client app on the org’s own domain, made out to that', async () => {
    const own = { clientId: 'practice-external-client', domain: org.instanceUrl };
    expect((await signIn(scheme, { fields: own })).baseUrl).toBe(new URL(org.instanceUrl).origin);
    const error = await failureOf(scheme, { fields: { ...own, audience: 'https://login.salesforce.com' } });
    expect(error).toMatchObject({ code: 'MISSING_TOKEN', data: { error: 'app_not_found', field: 'audience' } });
    expect(error.fix).toContain('Custom domain');
    expect(error.fix).toContain('https://login.salesforce.com');
  });

  it.each<[string, () => Attempt, RegExp]>([
    [
      'nobody approved',
      () => ({ fields: { clientId: 'practice-client-without-run-as' } }),
      /must pre-authorize \S+@\S+ for/,
    ],
    ['nobody has', () => ({ fields: { username: 'nobody@x.example' } }), /must pre-authorize nobody@x\.example for/],
    ['the org doesn’t know', () => ({ fields: { clientId: 'unknown' } }), /doesn’t know this consumer key/],
    [
      'is made out to another host',
      () => ({ fields: { audience: 'https://example.com' } }),
      /check Principal, certificate/,
    ],
    ['another key signed', () => ({ secrets: { privateKey: foreignKey() } }), /check Principal, certificate/],
  ])('explains the refusal of what %s', async (_what, attempt, words) => {
    const error = await failureOf(scheme, attempt());
    expect(error.code).toBe('MISSING_TOKEN');
    expect(error.why).toMatch(words);
    expect(error.fix).toMatch(/\w/);
  });

  it('R31 names a clock that is ten minutes behind, from the Date header', async () => {
    const error = await failureOf(scheme, { now: () => Date.now() - 600_000 });
    expect(error.why).toContain('clock is 10 minutes behind Salesforce’s');
    expect(error.fix).toContain('Set this computer’s clock');
  });

  it.each<[string, () => Attempt, string, string]>([
    ['no key', () => ({ secrets: {} }), 'SETTING_REQUIRED', 'keyStore'],
    ['no consumer key', () => ({ fields: { clientId: ' ' } }), 'SETTING_REQUIRED', 'clientId'],
    ['no principal', () => ({ fields: { username: '' } }), 'SETTING_REQUIRED', 'username'],
    [
      'a wrong store password',
      () => ({ secrets: { ...practiceStore(), storePassword: 'wrong' } }),
      'KEY_STORE_PASSWORD_WRONG',
      'storePassword',
    ],
    ['an unknown alias', () => ({ fields: { alias: 'nobody' } }), 'KEY_NOT_FOUND', 'alias'],
    ['a damaged file', () => ({ secrets: { keyStoreContent: 'MIIC' } }), 'KEY_STORE_UNREADABLE', 'keyStore'],
    ['something that isn’t Base64', () => ({ secrets: { keyStoreContent: '%' } }), 'KEY_STORE_UNREADABLE', 'keyStore'],
    ['an EC key', () => ({ secrets: { keyStoreContent: encode(readFixture('ec.pem')) } }), 'KEY_UNUSABLE', 'alias'],
    [
      'an expired certificate',
      () => ({
        secrets: { keyStoreContent: encode(joinFixtures('key.pem', 'cert.pem')) },
        now: () => Date.parse('2060-01-01'),
      }),
      'CERTIFICATE_NOT_VALID',
      'keyStore',
    ],
    ['a certificate that isn’t valid yet', () => ({ now: () => 0 }), 'CERTIFICATE_NOT_VALID', 'keyStore'],
  ])('sends nothing with %s', async (_what, attempt, code, field) => {
    const error = await failureOf(scheme, attempt());
    expect([error.code, error.data.field]).toEqual([code, field]);
    expect(org.requests()).toEqual([]);
  });

  it.each([
    [{ environment: 'production' }, 'https://login.salesforce.com', 'https://login.salesforce.com'],
    [{ environment: 'test' }, 'https://test.salesforce.com', 'https://test.salesforce.com'],
    [{ environment: 'custom', domain: 'acme' }, 'https://acme.my.salesforce.com', 'https://login.salesforce.com'],
    [
      { environment: 'custom', domain: 'acme--dev.sandbox.my.salesforce.com' },
      'https://acme--dev.sandbox.my.salesforce.com',
      'https://test.salesforce.com',
    ],
    [
      { environment: 'custom', domain: 'acme--dev', audience: 'https://acme--dev.sandbox.my.salesforce.com' },
      'https://acme--dev.my.salesforce.com',
      'https://acme--dev.sandbox.my.salesforce.com',
    ],
    [
      { environment: 'production', tokenUrl: 'https://proxy.acme.example/token' },
      'https://proxy.acme.example',
      'https://login.salesforce.com',
    ],
  ])('asks the host of %j, and is made out to its audience', async (fields, host, audience) => {
    const { url, assertion } = await sentBy(scheme, { fields });
    expect(new URL(url).origin).toBe(host);
    if (scheme === 'jwt') expect(decodeJwt(assertion).aud).toBe(audience);
    else {
      const xml = Buffer.from(assertion, 'base64url').toString();
      expect(xml).toContain(`<saml:Audience>${audience}</saml:Audience>`);
      expect(xml).toContain(`Recipient="${url}"`);
    }
  });

  it('S12 shows neither key nor store password nor assertion in a session, a refusal or a record of calls', async () => {
    const gateway = openGateway();
    const { assertion } = await sentBy(scheme);
    const secrets = [
      fixturePassword,
      practiceStore().keyStoreContent.slice(0, 40),
      'PRIVATE KEY',
      assertion.slice(0, 40),
    ];
    const refusals = await Promise.all([
      failureOf(scheme, { fields: { audience: 'https://example.com' } }),
      failureOf(scheme, { secrets: { ...practiceStore(), storePassword: `${fixturePassword}x` } }),
      failureOf(scheme, { secrets: { privateKey: org.privateKey.slice(0, 600), storePassword: fixturePassword } }),
      failureOf(scheme, { fields: { alias: 'nobody' } }),
    ]);
    const session = await signIn(scheme);
    const shown = JSON.stringify([
      refusals.map((error) => [error, String(error.cause), error.stack]),
      session,
      gateway,
    ]);
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});

describe('the assertion', () => {
  it('S17 doesn’t show when the service echoes it in its refusal', async () => {
    const context = contextOf({});
    const http = async ({ url, body }: PortRequest) => {
      const error_description = `unsupported ${new URLSearchParams(String(body)).get('assertion')}`;
      const text = JSON.stringify({ error: 'invalid_grant', error_description });
      return { status: 400, headers: {}, url, body: new TextEncoder().encode(text) };
    };
    for (const scheme of schemeIds) {
      const signingIn = salesforce.auth[scheme]?.signIn({ ...context, port: { ...context.port, http } });
      await expect(signingIn).rejects.toMatchObject({ data: { error_description: 'unsupported ***' } });
    }
  });

  it('of JWT is signed with RS256 and valid for three minutes at most', async () => {
    const now = Date.parse('2027-01-01T12:00:00.900Z');
    const { assertion } = await sentBy('jwt', { now: () => now });
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256' });
    const [user] = org.users;
    expect(decodeJwt(assertion)).toEqual({
      iss: org.clients[0]?.clientId,
      sub: user?.username,
      aud: org.loginUrl,
      exp: Date.parse('2027-01-01T12:03:00Z') / 1_000,
    });
  });

  it('of SAML takes names that would break XML for names', async () => {
    const error = await failureOf('saml', { fields: { username: 'a"b<c>&@x.example' } });
    expect(error.why).toContain('pre-authorize a"b<c>&@x.example');
  });

  it('R31 of SAML that begins in the service’s future names a clock that is ten minutes ahead', async () => {
    const error = await failureOf('saml', { now: () => Date.now() + 600_000 });
    expect(error.why).toContain('clock is 10 minutes ahead of Salesforce’s');
  });
});

function foreignKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
