// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../../shared/errors/index.ts';
import { writeSamlAssertion } from './saml-assertion.ts';

const claims = {
  issuer: 'consumer-key',
  subject: 'user@acme.example',
  audience: 'https://login.salesforce.com',
  recipient: 'https://login.salesforce.com/services/oauth2/token',
  now: Date.parse('2027-01-01T12:00:00Z'),
};

function parse(xml: string): Document {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  expect(document.documentElement.localName, xml).toBe('Assertion');
  return document;
}

function textOf(document: Document, name: string): string {
  const found = document.getElementsByTagName(`saml:${name}`);
  expect(found.length).toBe(1);
  return found[0]?.textContent ?? '';
}

describe('a SAML assertion', () => {
  it('says who signs in, to whom, and that it is valid from a minute ago and for three minutes', () => {
    const document = parse(writeSamlAssertion('_1', claims));
    expect(textOf(document, 'Issuer')).toBe(claims.issuer);
    expect(textOf(document, 'NameID')).toBe(claims.subject);
    expect(textOf(document, 'Audience')).toBe(claims.audience);
    const [conditions] = Array.from(document.getElementsByTagName('saml:Conditions'));
    expect(conditions?.getAttribute('NotBefore')).toBe('2027-01-01T11:59:00.000Z');
    expect(conditions?.getAttribute('NotOnOrAfter')).toBe('2027-01-01T12:03:00.000Z');
    const [data] = Array.from(document.getElementsByTagName('saml:SubjectConfirmationData'));
    expect(data?.getAttribute('Recipient')).toBe(claims.recipient);
  });

  it('keeps every text a text, whatever it holds', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<a>', '&amp;', ']]>', '<!--', '"\'', '\r\n\t'),
    );
    const hostile = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, hostile, hostile, (issuer, subject, recipient) => {
        let xml: string;
        try {
          xml = writeSamlAssertion('_1', { ...claims, issuer, subject, recipient });
        } catch (error) {
          // Characters that no XML can hold are refused, not dropped.
          expect(error).toBeInstanceOf(MillraceError);
          return;
        }
        const document = parse(xml);
        expect(textOf(document, 'Issuer')).toBe(issuer);
        expect(textOf(document, 'NameID')).toBe(subject);
        const [data] = Array.from(document.getElementsByTagName('saml:SubjectConfirmationData'));
        expect(data?.getAttribute('Recipient')).toBe(recipient);
      }),
    );
  });

  it.each(['\u0000', '\u000B', '\uFFFE', '\uD800', 'a\uDC00'])('refuses %j, naming the field', (subject) => {
    expect(() => writeSamlAssertion('_1', { ...claims, subject })).toThrow(/Principal/);
  });
});
