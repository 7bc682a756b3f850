import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXml } from '../soap/read-xml.ts';
import { startTestOrg, type TestOrg } from '../testing/client.ts';
import { prefersXml, readXmlBody, writeXmlBody } from './xml.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

const xml = { accept: 'application/xml' };
const sendXml = { ...xml, 'content-type': 'application/xml; charset=UTF-8' };

describe('a caller who asks for XML', () => {
  it('gets errors, results, records and queries as XML', async () => {
    const missing = await test.call('GET', '/sobjects/Nothing/describe', undefined, xml);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/xml;charset=UTF-8']);
    const root = readXml(missing.text);
    expect([root.name, root.child('Error')?.textOf('errorCode')]).toEqual(['Errors', 'NOT_FOUND']);
    const made = await test.call(
      'POST',
      '/sobjects/Account',
      '<x><Name>Tom &amp; Co</Name><Site> </Site></x>',
      sendXml,
    );
    const id = readXml(made.text).textOf('id');
    expect([made.status, readXml(made.text).name]).toEqual([201, 'Result']);
    const read = readXml((await test.call('GET', `/sobjects/Account/${id}`, undefined, xml)).text);
    expect([read.name, read.attribute('type'), read.textOf('Name'), read.child('Site')?.isNil]).toEqual([
      'Account',
      'Account',
      'Tom & Co',
      true,
    ]);
    const q = encodeURIComponent(`SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = '${id}'`);
    const found = readXml((await test.call('GET', `/query?q=${q}`, undefined, xml)).text);
    expect([found.name, found.textOf('totalSize'), found.child('records')?.textOf('Id')]).toEqual([
      'QueryResult',
      '1',
      id,
    ]);
    for (const path of ['', '/limits', '/sobjects', '/sobjects/Account/describe', '/recent', '/process/approvals']) {
      expect(readXml((await test.call('GET', path, undefined, xml)).text).children.length, path).toBeGreaterThan(0);
    }
  });

  it('can send lists, nil values and flags', async () => {
    const body = `<request xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><allOrNone>true</allOrNone>
      <records type="Lead"><LastName>A</LastName><Company>B</Company><Title xsi:nil="true"/></records></request>`;
    const made = await test.call('POST', '/composite/sobjects', body, { ...sendXml, accept: 'application/json' });
    expect([made.status, made.json]).toEqual([200, [expect.objectContaining({ success: true })]]);
  });

  it('is not a browser, and not one who likes JSON better', () => {
    expect(prefersXml('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toBe(false);
    expect(prefersXml('application/json, application/xml')).toBe(false);
    expect(prefersXml('application/xml, application/json')).toBe(true);
    expect(prefersXml('*/*')).toBe(false);
    expect(prefersXml(undefined)).toBe(false);
  });

  it.each([
    ['a DOCTYPE with entities', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><Name>&b;</Name></x>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><Name>&a;</Name></x>'],
    ['text that is no XML', '{"Name": "x"}'],
    ['an open element', '<x><Name>x</x>'],
    ['nothing', ''],
    ['depth', '<x>'.repeat(5000) + '</x>'.repeat(5000)],
  ])('is refused with 400 for %s', async (_case, body) => {
    const answer = await test.call('POST', '/sobjects/Account', body, sendXml);
    expect(answer.status).toBe(400);
    expect(readXml(answer.text).child('Error')?.textOf('errorCode')).toBe('XML_PARSER_ERROR');
  });

  it('gets well-formed XML whatever the values are', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
    // The reader refuses elements of these names, as it should; a caller who sends one gets 400.
    const name = fc.string().filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(value, fc.array(value))), (body) => {
        expect(readXml(writeXmlBody(body)).name).toBeTruthy();
      }),
    );
    const fields = fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{3,8}$/), fc.string({ minLength: 1 }), { minKeys: 1 });
    fc.assert(
      fc.property(fields, (body) => {
        expect(readXmlBody(writeXmlBody(body))).toEqual(body);
      }),
    );
  });
});

describe('a compressed body', () => {
  const post = (body: Uint8Array<ArrayBuffer>, encoding: string) =>
    fetch(`${test.org.instanceUrl}/services/data/v64.0/sobjects/Account`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${test.token}`,
        'content-type': 'application/json',
        'content-encoding': encoding,
      },
      body,
    });

  it('is read with gzip and deflate', async () => {
    const json = Buffer.from('{"Name":"Packed"}');
    expect((await post(new Uint8Array(gzipSync(json)), 'gzip')).status).toBe(201);
    expect((await post(new Uint8Array(deflateSync(json)), 'Deflate')).status).toBe(201);
  });

  it('is refused when it is something else, or too large once unpacked', async () => {
    expect((await post(new Uint8Array(Buffer.from('{"Name":"x"}')), 'gzip')).status).toBe(400);
    expect((await post(new Uint8Array(Buffer.from('x')), 'zstd')).status).toBe(415);
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
    expect((await post(new Uint8Array(bomb), 'gzip')).status).toBe(413);
  });
});
