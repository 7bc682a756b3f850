import { invalidGrant } from './oauth-error.ts';
import { parseXml } from './saml-signature.ts';

const samlNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';
const bearerMethod = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** What a SAML 2.0 bearer assertion says. Moments are milliseconds since 1970. */
export interface SamlAssertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly recipient: string;
  readonly notBefore: number | null;
  /** The earlier of the two ends an assertion may name. */
  readonly notOnOrAfter: number;
}

function children(parent: Element | undefined, name: string): Element[] {
  return Array.from(parent?.childNodes ?? []).filter(
    (node): node is Element => (node as Element).localName === name && (node as Element).namespaceURI === samlNamespace,
  );
}

function only(parent: Element | undefined, name: string): Element {
  const [found, ...others] = children(parent, name);
  if (!found || others.length > 0) throw invalidGrant('invalid assertion');
  return found;
}

function text(element: Element): string {
  return (element.textContent ?? '').trim();
}

function moment(value: string | null | undefined): number | null {
  if (value === null || value === undefined || value === '') return null;
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed)) throw invalidGrant('invalid assertion');
  return parsed;
}

/**
 * Reads an assertion (RFC 7522 §3). Throws OAuthError `invalid_grant` when a part is missing, doubled or not confirmed
 * by `bearer`.
 */
export function parseAssertion(xml: string): SamlAssertion {
  const root = parseXml(xml);
  if (root.localName !== 'Assertion' || root.namespaceURI !== samlNamespace || root.getAttribute('Version') !== '2.0') {
    throw invalidGrant('invalid assertion');
  }
  const subject = only(root, 'Subject');
  const confirmation = only(subject, 'SubjectConfirmation');
  if (confirmation.getAttribute('Method') !== bearerMethod) throw invalidGrant('invalid assertion');
  const data = only(confirmation, 'SubjectConfirmationData');
  const conditions = only(root, 'Conditions');
  const ends = [data, conditions].flatMap((element) => moment(element.getAttribute('NotOnOrAfter')) ?? []);
  if (ends.length === 0) throw invalidGrant('invalid assertion');
  return {
    issuer: text(only(root, 'Issuer')),
    subject: text(only(subject, 'NameID')),
    audiences: children(only(conditions, 'AudienceRestriction'), 'Audience').map(text),
    recipient: data.getAttribute('Recipient') ?? '',
    notBefore: moment(conditions.getAttribute('NotBefore')),
    notOnOrAfter: Math.min(...ends),
  };
}
