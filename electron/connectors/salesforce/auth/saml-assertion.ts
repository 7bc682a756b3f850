import { MillraceError } from '../../../../shared/errors/index.ts';
import { assertionSeconds, type Claims } from './assertion.ts';

/** How far in the past an assertion begins to be valid, since clocks differ. */
const earlierMs = 60_000;

/**
 * A SAML 2.0 assertion for the bearer grant (RFC 7522 §3), without its signature. `id` is an XML name that no other
 * assertion has.
 * @throws MillraceError SETTING_WRONG when a text holds a character that no XML document can.
 */
export function writeSamlAssertion(id: string, { issuer, subject, audience, recipient, now }: Claims): string {
  const issued = showTime(now);
  const end = showTime(now + assertionSeconds * 1_000);
  return [
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"',
    ` ID="${escapeXml(id, 'ID')}" IssueInstant="${issued}" Version="2.0">`,
    `<saml:Issuer>${escapeXml(issuer, 'Consumer key')}</saml:Issuer>`,
    '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">',
    `${escapeXml(subject, 'Principal')}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${escapeXml(recipient, 'Token endpoint')}"/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${showTime(now - earlierMs)}" NotOnOrAfter="${end}"><saml:AudienceRestriction>`,
    `<saml:Audience>${escapeXml(audience, 'Audience URL')}</saml:Audience>`,
    '</saml:AudienceRestriction></saml:Conditions>',
    `<saml:AuthnStatement AuthnInstant="${issued}"><saml:AuthnContext><saml:AuthnContextClassRef>`,
    'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
    '</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion>',
  ].join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 §2.2 allows nowhere, not even by number: other control characters, halves of pairs, non-characters. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function escapeXml(text: string, label: string): string {
  if (forbidden.test(text)) {
    throw new MillraceError('SETTING_WRONG', { label, detail: 'it holds a character that can’t be sent' });
  }
  return text.replace(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? character);
}

function showTime(time: number): string {
  return new Date(time).toISOString();
}
