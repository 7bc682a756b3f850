import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, requestToken, startTestOrg, type TestOrg } from '../testing/client.ts';
import { makeSaml, type SamlParts, signSaml } from './sign-in.fixture.ts';

let test: TestOrg;
let recipient = '';

beforeAll(async () => {
  test = await startTestOrg();
  recipient = `${test.org.loginUrl}/services/oauth2/token`;
});
afterAll(() => test.org.close());

function ask(xml: string): Promise<Answer> {
  const grant_type = 'urn:ietf:params:oauth:grant-type:saml2-bearer';
  return requestToken(test.org.loginUrl, { grant_type, assertion: Buffer.from(xml).toString('base64url') });
}

const made = (parts: Partial<SamlParts> = {}) => makeSaml({ recipient, ...parts });
const invalid = [400, { error: 'invalid_grant', error_description: 'invalid assertion' }];

describe('the SAML bearer flow', () => {
  it('grants a token for a signed assertion, without secret and refresh token', async () => {
    const { status, json, headers } = await ask(signSaml(made()));
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(json).toMatchObject({ token_type: 'Bearer', scope: 'id api', instance_url: test.org.instanceUrl });
    expect(json.id).toContain(test.org.orgId);
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('takes each address of the org for audience and recipient', async () => {
    const audience = test.org.instanceUrl;
    const xml = made({ audience, recipient: `${audience}/services/oauth2/token` });
    expect((await ask(signSaml(xml))).status).toBe(200);
  });

  it.each<[string, Partial<SamlParts>, string, string]>([
    ['another audience', { audience: 'https://example.com' }, 'invalid_grant', 'Audience validation failed'],
    ['another recipient', { recipient: 'https://example.com/token' }, 'invalid_grant', 'invalid assertion'],
    ['an end in the past', { notOnOrAfter: new Date(0) }, 'invalid_grant', 'expired authorization code'],
    ['a beginning in the future', { notBefore: new Date(9e12) }, 'invalid_grant', 'invalid assertion'],
    ['an unknown app', { issuer: 'x' }, 'invalid_client_id', 'client identifier invalid'],
    ['an unknown user', { subject: 'nobody' }, 'invalid_grant', "user hasn't approved this consumer"],
    [
      'a user who did not approve the app',
      { issuer: 'practice-client-without-run-as' },
      'invalid_grant',
      "user hasn't approved this consumer",
    ],
    [
      'an external client app on the shared host',
      { issuer: 'practice-external-client' },
      'app_not_found',
      'External client app is not installed in this org',
    ],
  ])('refuses %s', async (_case, parts, error, description) => {
    const { status, json } = await ask(signSaml(made(parts)));
    expect([status, json]).toEqual([400, { error, error_description: description }]);
  });

  it('refuses a signature that is missing, of another key, weak or of other content', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#';
    const forged = [
      made(),
      signSaml(made(), { privateKey: pem }),
      signSaml(made(), { signatureAlgorithm: `${sha1}rsa-sha1` }),
      signSaml(made(), { digest: `${sha1}sha1` }),
      signSaml(made()).replace('admin@practice.example', 'sales@practice.example'),
      // Comments are no part of what is signed: they must not cut a name short either.
      signSaml(made({ subject: 'admin@practice.example.evil' })).replace('.evil', '<!-- -->.evil'),
    ];
    for (const xml of forged.slice(0, -1)) {
      const { status, json } = await ask(xml);
      expect([status, json]).toEqual(invalid);
    }
    expect((await ask(forged.at(-1) ?? '')).json.error_description).toBe("user hasn't approved this consumer");
  });

  it('takes nothing from outside the signed part, however it is wrapped', async () => {
    const good = signSaml(made({ subject: 'sales@practice.example', id: '_good' }));
    const signature = /<Signature[\s\S]*<\/Signature>/.exec(good)?.[0] ?? '';
    const bare = good.replace(signature, '');
    const evil = made({ subject: 'admin@practice.example', id: '_evil' });
    const wrapped = [
      // The signed assertion stands inside a forged one that carries its signature.
      evil
        .replace('</saml:Issuer>', `</saml:Issuer>${signature}`)
        .replace('</saml:Assertion>', `${bare}</saml:Assertion>`),
      // It stands inside the signature.
      evil.replace(
        '</saml:Issuer>',
        `</saml:Issuer>${signature.replace('</Signature>', `<Object>${bare}</Object></Signature>`)}`,
      ),
      // Both have the same id.
      evil
        .replace('_evil', '_good')
        .replace('</saml:Issuer>', `</saml:Issuer>${signature}`)
        .replace('</saml:Assertion>', `${bare}</saml:Assertion>`),
      // The forged one is the root, the whole signed one a child.
      evil.replace('</saml:Assertion>', `${good}</saml:Assertion>`),
      // Two signatures.
      good.replace(signature, signature + signature),
    ];
    for (const xml of wrapped) {
      const { json } = await ask(xml);
      if (json.access_token === undefined) expect(json.error).toBe('invalid_grant');
      else expect(json.id).toContain((await ask(good)).json.id.split('/').at(-1));
    }
  });

  it('refuses document types, deep, huge and broken XML', async () => {
    const signed = signSaml(made());
    const deep = made().replace('</saml:Assertion>', `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}</saml:Assertion>`);
    const hostile = [
      `<!DOCTYPE a [<!ENTITY e "admin@practice.example">]>${signed}`,
      `<!doctype a>${signed}`,
      deep,
      signed.replace('<saml:Subject>', `<saml:Subject>${' '.repeat(200_000)}`),
      signed.slice(0, -10),
      '<a/>',
      '<',
      'no xml',
      '\u0000',
      signed.replace(/<saml:Conditions[\s\S]*<\/saml:Conditions>/, ''),
      signed.replace('Version="2.0"', 'Version="1.1"'),
    ];
    for (const xml of hostile) {
      const { status, json } = await ask(xml);
      expect([status, json]).toEqual(invalid);
    }
    const grant_type = 'urn:ietf:params:oauth:grant-type:saml2-bearer';
    expect((await requestToken(test.org.loginUrl, { grant_type })).status).toBe(400);
    expect((await requestToken(test.org.loginUrl, { grant_type, assertion: '%%%' })).status).toBe(400);
  });
});
