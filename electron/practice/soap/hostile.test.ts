import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';
import { postSoap, soapMessage } from './soap-client.fixture.ts';

let test: TestOrg;
beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const url = () => `${test.org.instanceUrl}/services/Soap/u/64.0`;
const message = (call: string) => soapMessage('u', call, test.token);
const million = 1024 * 1024;

async function refused(body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<string> {
  const { status, faultCode, faultText } = await postSoap(url(), body, headers);
  expect([status, faultCode]).toEqual([500, 'soapenv:Client']);
  return faultText ?? '';
}

describe('hostile SOAP messages', () => {
  it.each([
    ['nothing at all', () => ''],
    ['JSON', () => '{"login":{}}'],
    ['another document', () => '<?xml version="1.0"?><html/>'],
    ['an envelope without a body', () => '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'],
    ['an empty body', () => message('')],
    ['tags that cross', () => '<Envelope><Body><a><b></a></b></Body></Envelope>'],
    ['an unclosed tag', () => '<Envelope><Body><getUserInfo>'],
    ['an unclosed comment', () => '<Envelope><Body><!-- <getUserInfo/></Body></Envelope>'],
    ['unclosed CDATA', () => '<Envelope><Body><![CDATA[ <getUserInfo/></Body></Envelope>'],
    ['a character number that is no character', () => message('<query><queryString>&#0;</queryString></query>')],
    ['a lone ampersand', () => message('<query><queryString>a & b</queryString></query>')],
    ['a call that does not exist', () => message('<dropEverything/>')],
    ['names of the language inside', () => message('<__proto__><constructor/></__proto__>')],
  ])('that hold %s get a fault', async (_, body) => {
    await refused(body());
  });

  it('with a DOCTYPE are refused wherever it stands, so that no entity ever grows or reads a file', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">${Array.from({ length: 9 }, (__, level) => `<!ENTITY b${level} "${`&b${level || ''};`.repeat(10)}">`).join('')}]>`;
    expect(await refused(`${bomb}${message('<getUserInfo>&b8;</getUserInfo>').slice(38)}`)).toContain('DOCTYPE');
    expect(await refused(message('<!DOCTYPE a SYSTEM "file:///etc/passwd"><getUserInfo/>'))).toContain('DOCTYPE');
    expect(await refused(message('<query><queryString>&b;</queryString></query>'))).toContain("'b'");
  });

  it('nested too deeply, with too many tags or with endless attributes are refused at once', async () => {
    await refused(message('<a>'.repeat(100_000) + '</a>'.repeat(100_000)));
    await refused(message(`<a>${'<b/>'.repeat(500_000)}</a>`));
    await refused(message(`<a ${'b="1" '.repeat(100_000)}/>`));
    await refused(`<${'a'.repeat(5 * million)}`);
    await refused('<'.repeat(million));
  }, 30_000);

  it('larger than 10 MB are refused', async () => {
    const { status, faultCode } = await postSoap(url(), 'x'.repeat(10 * million + 1));
    expect([status, faultCode]).toEqual([500, 'sf:REQUEST_ENTITY_TOO_LARGE']);
  });

  it('without SOAPAction, of another content type or in bytes that are no text are refused', async () => {
    const good = message('<getUserInfo/>');
    expect(await refused(good, { soapaction: null })).toContain('SOAPAction');
    expect(await refused(good, { 'content-type': 'application/json' })).toContain('text/xml');
    expect(await refused(good, { 'content-type': 'text/xml; charset=nonsense' })).toContain('nonsense');
    expect(await refused(new Uint8Array([0x3c, 0xff, 0xfe, 0x3e]))).toContain('UTF-8');
  });

  it('by another method than POST get 405', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(url(), { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
  });

  it('of another org are refused', async () => {
    const { faultCode } = await postSoap(`${url()}/00D000000000001`, message('<getUserInfo/>'));
    expect(faultCode).toBe('sf:INVALID_SESSION_ID');
    expect((await postSoap(`${url()}/${test.org.orgId.slice(0, 15)}`, message('<getUserInfo/>'))).status).toBe(200);
  });
});

describe('unusual but proper SOAP messages', () => {
  const session = () => `<x:SessionHeader><x:sessionId>${test.token}</x:sessionId></x:SessionHeader>`;
  const envelope = (header: string, body: string) =>
    `<?xml version='1.0'?><!-- a comment --><?pi x?>\r\n<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="urn:partner.soap.sforce.com"><S:Header>${header}</S:Header><S:Body>${body}</S:Body></S:Envelope>`;

  it('may use any prefix, comments, CDATA, character numbers and a byte order mark', async () => {
    expect((await postSoap(url(), `\ufeff${envelope(session(), '<!-- --><x:getUserInfo />')}`)).status).toBe(200);
    const cdata = `<x:SessionHeader><x:sessionId><![CDATA[${test.token}]]></x:sessionId></x:SessionHeader>`;
    expect((await postSoap(url(), envelope(cdata, '<x:getUserInfo/>'))).status).toBe(200);
    const numbered = `<x:SessionHeader><x:sessionId>${test.token.replace('!', '&#x21;')}</x:sessionId></x:SessionHeader>`;
    expect((await postSoap(url(), envelope(numbered, '<x:getUserInfo/>'))).status).toBe(200);
  });

  it('may be in another encoding that the content type names', async () => {
    const bytes = Buffer.from(envelope(session(), '<x:getUserInfo/>'), 'utf16le');
    const { status } = await postSoap(url(), new Uint8Array(bytes), { 'content-type': 'text/xml; charset=utf-16le' });
    expect(status).toBe(200);
  });
});
