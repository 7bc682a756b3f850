import { grantAssertion, isMadeOutTo } from './assertion-grant.ts';
import { needClient } from './client-authentication.ts';
import { invalidGrant } from './oauth-error.ts';
import { parseAssertion } from './saml-assertion.ts';
import { readSignedXml } from './saml-signature.ts';
import { type Grant, ownAddresses } from './token-request.ts';

/** A SAML assertion is a few kilobytes; more is refused before it is parsed. */
const longestAssertion = 100_000;

function decode(text: string): string {
  if (text.length > longestAssertion || !/^[A-Za-z0-9_+/-]+={0,2}$/.test(text)) throw invalidGrant('invalid assertion');
  return Buffer.from(text, 'base64url').toString('utf8');
}

/**
 * A signed SAML 2.0 assertion (RFC 7522), base64url: `Issuer` is the consumer key, the subject's `NameID` the username,
 * `Recipient` the token endpoint. Everything is taken from the part that is signed, and from nothing else.
 */
export const grantSamlBearer: Grant = (request) => {
  const xml = decode(request.form.get('assertion') ?? '');
  // Read twice: the unsigned text only tells whose certificate to verify with.
  const client = needClient(parseAssertion(xml).issuer);
  const assertion = parseAssertion(readSignedXml(xml, client.certificate));
  if (assertion.issuer !== client.clientId) throw invalidGrant('invalid assertion');
  const now = request.org.now().getTime();
  if (assertion.notBefore !== null && now < assertion.notBefore) throw invalidGrant('invalid assertion');
  if (now >= assertion.notOnOrAfter) throw invalidGrant('expired authorization code');
  if (!isMadeOutTo(request, assertion.audiences)) throw invalidGrant('Audience validation failed');
  const endpoints = ownAddresses(request).map((address) => `${address}/services/oauth2/token`);
  if (!endpoints.includes(assertion.recipient)) throw invalidGrant('invalid assertion');
  return grantAssertion(request, { client, username: assertion.subject, audiences: assertion.audiences });
};
