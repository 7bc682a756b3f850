import { createHash, randomBytes } from 'node:crypto';
import { SignedXml, type SignedXmlOptions } from 'xml-crypto';
import type { PracticeOrg } from '../practice-org.ts';
import { type Answer, requestToken } from '../testing/client.ts';
import { demoPrivateKey } from './demo-key.ts';

export const callback = 'http://127.0.0.1:1717/callback';
export const client = { client_id: 'practice-client', client_secret: 'practice-client-secret' } as const;

/** The form and the answer of a code verifier and its challenge. */
export function makePkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The address of the authorize step with these parameters; undefined ones are left out. */
export function authorizeUrl(org: PracticeOrg, parameters: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  const all = { response_type: 'code', client_id: client.client_id, redirect_uri: callback, ...parameters };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return `${org.loginUrl}/services/oauth2/authorize?${query}`;
}

/** Where the authorize step sends the browser when it decides by itself. */
export async function visit(org: PracticeOrg, parameters: Record<string, string | undefined> = {}): Promise<URL> {
  const answer = await fetch(authorizeUrl(org, { auto: 'allow', ...parameters }), { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (answer.status !== 302 || location === null) throw new Error(`No redirect but ${answer.status}.`);
  return new URL(location);
}

/** Exchanges the code of a visit for tokens. */
export async function exchange(
  org: PracticeOrg,
  parameters: Record<string, string | undefined> = {},
  form: Record<string, string> = {},
): Promise<Answer> {
  const code = (await visit(org, parameters)).searchParams.get('code') ?? '';
  return requestToken(org.loginUrl, {
    grant_type: 'authorization_code',
    ...client,
    code,
    redirect_uri: parameters.redirect_uri ?? callback,
    ...form,
  });
}

/** Asks for a token with a refresh token. */
export function refresh(org: PracticeOrg, token: string, form: Record<string, string> = client): Promise<Answer> {
  return requestToken(org.loginUrl, { grant_type: 'refresh_token', refresh_token: token, ...form });
}

/** What a SAML assertion of these tests says, where it matters. */
export interface SamlParts {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly recipient: string;
  readonly notBefore?: Date;
  readonly notOnOrAfter?: Date;
  readonly id?: string;
}

/** An assertion without signature. */
export function makeSaml(parts: SamlParts): string {
  const end = (parts.notOnOrAfter ?? new Date(Date.now() + 300_000)).toISOString();
  const start = (parts.notBefore ?? new Date(Date.now() - 60_000)).toISOString();
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.id ?? '_a'}" IssueInstant="${start}" Version="2.0"><saml:Issuer>${parts.issuer ?? client.client_id}</saml:Issuer><saml:Subject><saml:NameID>${parts.subject ?? 'admin@practice.example'}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${parts.recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${start}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${parts.audience ?? 'https://login.salesforce.com'}</saml:Audience></saml:AudienceRestriction></saml:Conditions></saml:Assertion>`;
}

/** Signs an assertion as identity providers do: an enveloped signature after the issuer. */
export function signSaml(
  xml: string,
  { digest, ...options }: SignedXmlOptions & { readonly digest?: string } = {},
): string {
  const signature = new SignedXml({
    privateKey: demoPrivateKey,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    ...options,
  });
  signature.addReference({
    xpath: "//*[local-name(.)='Assertion']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signature.computeSignature(xml, {
    location: { reference: "//*[local-name(.)='Assertion']/*[local-name(.)='Issuer']", action: 'after' },
  });
  return signature.getSignedXml();
}
