import { SignedXml } from 'xml-crypto';
import { practiceClients, practiceUsers } from '../identity.ts';
import { demoPrivateKey } from '../oauth/demo-key.ts';
import type { Org } from '../org.ts';
import { escapeXml } from '../text/escape-xml.ts';
import type { Control } from './registry.ts';
import { readName, refuse, refuseOthers, type Settings } from './settings.ts';

const validMs = 5 * 60_000;

/** Who an assertion is about and where it is handed in. */
interface AssertionParts {
  readonly clientId: string;
  readonly username: string;
  /** The address of the host that is asked for the token. */
  readonly audience: string;
  readonly now: Date;
}

async function makeJwt({ clientId, username, audience, now }: AssertionParts): Promise<string> {
  // Loaded on first use: an org that is never asked for one starts faster.
  const { importPKCS8, SignJWT } = await import('jose');
  const key = await importPKCS8(demoPrivateKey, 'RS256');
  return new SignJWT({ iss: clientId, sub: username, aud: audience, exp: Math.floor((now.getTime() + validMs) / 1000) })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(key);
}

/** A signed SAML 2.0 assertion in the form RFC 7522 asks for, base64url. */
function makeSaml({ clientId, username, audience, now }: AssertionParts): string {
  const start = new Date(now.getTime() - 60_000).toISOString();
  const end = new Date(now.getTime() + validMs).toISOString();
  const recipient = `${audience}/services/oauth2/token`;
  const xml = `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${now.getTime()}" IssueInstant="${now.toISOString()}" Version="2.0"><saml:Issuer>${escapeXml(clientId)}</saml:Issuer><saml:Subject><saml:NameID>${escapeXml(username)}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${escapeXml(recipient)}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${start}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions></saml:Assertion>`;
  const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const signature = new SignedXml({
    privateKey: demoPrivateKey,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: canonical,
  });
  const root = "//*[local-name(.)='Assertion']";
  signature.addReference({
    xpath: root,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', canonical],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signature.computeSignature(xml, { location: { reference: `${root}/*[local-name(.)='Issuer']`, action: 'after' } });
  return Buffer.from(signature.getSignedXml()).toString('base64url');
}

function readParts(org: Org, settings: Settings): AssertionParts {
  refuseOthers(settings, ['grant', 'username', 'clientId', 'host']);
  const { host = 'login' } = settings;
  if (host !== 'login' && host !== 'instance') throw refuse('host must be login or instance.');
  return {
    username: readName(settings, 'username', practiceUsers[0].username) ?? practiceUsers[0].username,
    clientId: readName(settings, 'clientId', practiceClients[0].clientId) ?? practiceClients[0].clientId,
    audience: host === 'login' ? org.loginUrl : org.instanceUrl,
    now: org.now(),
  };
}

/** `GET assertion` makes a fresh signed assertion, so that JWT and SAML sign-ins can be tried with nothing but curl. */
export function assertionControl(org: Org): Control {
  return {
    name: 'assertion',
    description:
      'GET ?grant=jwt|saml makes an assertion signed with the key of the registered apps, valid for five minutes, and answers it as plain text; ?username=, ?clientId= and ?host=login|instance choose for whom.',
    on: {
      GET: async (settings) => {
        const { grant } = settings;
        if (grant !== 'jwt' && grant !== 'saml') throw refuse('grant must be jwt or saml.');
        const parts = readParts(org, settings);
        return new Response(grant === 'jwt' ? await makeJwt(parts) : makeSaml(parts), {
          headers: { 'content-type': 'text/plain;charset=UTF-8', 'cache-control': 'no-store' },
        });
      },
    },
  };
}
