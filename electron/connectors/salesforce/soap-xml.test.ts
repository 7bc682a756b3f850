import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, escapeXml, readSoapBody, textOf } from './soap-xml.ts';

const envelope = (inner: string) =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;

/** Whether XML 1.0 can hold the character, and XML readers leave it as it is. */
const isKept = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
};

describe('SOAP as it is read and written', () => {
  it('gives any text back that was put in, whatever XML characters it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = [...text].filter(isKept).join('');
        const body = readSoapBody(envelope(`<login><password>x${escapeXml(kept)}x</password></login>`));
        expect(textOf(childOf(body, 'login'), 'password')).toBe(`x${kept}x`);
      }),
    );
  });

  it('lets no text become an element', () => {
    const hostile = '</password><username>admin</username><password>';
    expect(escapeXml(hostile)).not.toMatch(/[<>]/);
    expect(escapeXml('a\u0000b\u0008c\ud800')).toBe('abc');
  });

  it.each([
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a "b">]>${envelope('<Fault/>')}`],
    ['a lower-case doctype', `<!doctype html>${envelope('<Fault/>')}`],
    ['a web page', '<html><body>maintenance</body></html>'],
    ['no XML', 'Service unavailable'],
    ['nothing', ''],
    ['an element that isn’t closed', '<Envelope><Body>'],
    ['endless nesting', envelope('<a>'.repeat(5_000) + '</a>'.repeat(5_000))],
  ])('reads no body from %s', (_, text) => {
    expect(readSoapBody(text)?.Fault).toBeUndefined();
  });

  it('keeps numbers and ids as the texts they are', () => {
    const body = readSoapBody(envelope('<r><id>00012345678901234567890</id><name>  1e5 </name></r>'));
    expect(textOf(childOf(body, 'r'), 'id')).toBe('00012345678901234567890');
    expect(textOf(childOf(body, 'r'), 'name')).toBe('1e5');
    expect(textOf(childOf(body, '__proto__'), 'x')).toBe('');
  });
});
