import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { send, startTestOrg, type TestOrg } from './testing/client.ts';
import { sendRaw } from './testing/raw-socket.ts';

let test: TestOrg;

beforeAll(async () => {
  test = await startTestOrg();
});
afterEach(async () => {
  expect((await test.call('GET', '/limits')).status).toBe(200);
});
afterAll(() => test.org.close());

const hosts = () => [test.org.loginUrl, test.org.instanceUrl] as const;

/** The statuses of all answers in what came back. */
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

/** Expects no crash and no success: a plain 4xx, or the end of the connection. */
function expectRefused(text: string): void {
  for (const status of statuses(text)) expect(status).toSatisfy((code: number) => code >= 400 && code < 500);
}

const line = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
const rest = '/services/data/v64.0';

describe('requests that are hardly HTTP', () => {
  it.each([
    ['two lengths', `${line('POST', rest)}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde`],
    ['a length and chunks', `${line('POST', rest)}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a length that is no number', `${line('POST', rest)}Content-Length: -1\r\n\r\n`],
    ['a length beyond all numbers', `${line('POST', rest)}Content-Length: 99999999999999999999999\r\n\r\n`],
    ['a broken chunk', `${line('POST', rest)}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['an unknown transfer coding', `${line('POST', rest)}Transfer-Encoding: gzip, identity\r\n\r\n`],
    ['a header with a line feed alone', `${line('GET', rest)}X: a\nb: c\r\n\r\n`],
    ['a header with a null', `${line('GET', rest)}X: a\0b\r\n\r\n`],
    ['a header name with a space', `${line('GET', rest)}X Y: a\r\n\r\n`],
    ['a folded header', `${line('GET', rest)}X: a\r\n b\r\n\r\n`],
    ['a head larger than allowed', `${line('GET', rest)}X: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['ten thousand headers', `${line('GET', rest)}${'X: a\r\n'.repeat(10_000)}\r\n`],
    ['two hosts', `${line('GET', rest)}Host: evil.example\r\n\r\n`],
    ['no host', `GET ${rest} HTTP/1.1\r\n\r\n`],
    ['a host with a path', `GET ${rest} HTTP/1.1\r\nHost: a/b\r\n\r\n`],
    ['a path with a null', `${line('GET', `${rest}/\0`)}\r\n`],
    ['an address of another scheme', `GET ftp://x/y HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a tunnel', `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n`],
    ['a made-up method', `${line('BREW', rest)}\r\n`],
    ['an upgrade', `${line('GET', rest)}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['nothing but line ends', '\r\n'.repeat(1_000)],
  ])('with %s are refused', async (_name, bytes) => {
    for (const url of hosts()) expectRefused(await sendRaw(url, [bytes]));
  });

  it('cannot smuggle a second one past the first', async () => {
    const smuggled = `${line('GET', '/services/data')}\r\n`;
    const bytes = `${line('POST', rest)}Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`;
    expect(statuses(await sendRaw(test.org.instanceUrl, [bytes]))).toEqual([400]);
  });

  it('that break off anywhere leave nothing behind', async () => {
    const whole = `${line('POST', `${rest}/sobjects/Account`)}Authorization: Bearer ${test.token}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"Name":"broken off"}`;
    for (let end = 1; end < whole.length - 2; end += 17) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(new URL(test.org.instanceUrl).port), '127.0.0.1', () => {
          socket.write(whole.slice(0, end), () => socket.destroy());
        });
        socket.on('error', reject);
        socket.on('close', () => resolve());
      });
    }
    expect((await test.query("SELECT Id FROM Account WHERE Name = 'broken off'")).json.totalSize).toBe(0);
  });

  it('of random bytes do no harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        expectRefused(await sendRaw(test.org.loginUrl, [Buffer.from(bytes), '\r\n\r\n'], 60));
      }),
      { numRuns: 25 },
    );
  });
});

const awkwardPaths = [
  '/%',
  '/%zz',
  '/%00',
  '/%c0%ae%c0%ae/',
  '/..%2f..%2fetc/passwd',
  '//evil.example/x',
  '/services/data/v64.0/sobjects/%E0%A4%A',
  '/services/data/v64.0/sobjects/__proto__',
  '/services/data/v64.0/sobjects/constructor/describe',
  '/services/data/v64.0/sobjects/Account/%00',
  `/services/data/v64.0/sobjects/Account/${'1'.repeat(10_000)}`,
  `/services/data/v64.0/query?q=${'('.repeat(8_000)}`,
  '/services/data/v64.0/query?q=%ff%fe',
  '/services/data/v64.0/query?q=SELECT%20Id%20FROM%20Account%20WHERE%20Name%20=%20%27%00%27%20OR',
  '/services/data/v999999999999.0/limits',
  '/services/data/v64.0/jobs/ingest/__proto__',
  '/id/__proto__/constructor',
  '/__sim/',
  '/__sim/__proto__/journal',
  '/objects/%',
  '/page/controls/x',
  '/page/requests/rows?path=%',
  '/services/oauth2/authorize?client_id=__proto__&redirect_uri=javascript:alert(1)',
];

describe('addresses', () => {
  it.each(awkwardPaths)('%s gets a plain answer', async (path) => {
    for (const url of hosts()) {
      const text = await sendRaw(url, [
        `${line('GET', path)}Authorization: Bearer ${test.token}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(statuses(text)).toHaveLength(1);
      expectRefused(text);
    }
  });

  it('cannot name another method than the request has', async () => {
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const answer = await test.call('GET', '/sobjects/Account', undefined, { [name]: 'DELETE' });
      expect(answer.status).toBe(200);
    }
    const deleted = await test.call('POST', '/sobjects/Account/001000000000000AAA?_HttpMethod=BREW', {});
    expect(deleted.status).toBeGreaterThanOrEqual(400);
    expect(deleted.status).toBeLessThan(500);
  });
});

const nested = (open: string, close: string, depth = 100_000) => open.repeat(depth) + close.repeat(depth);
const bodies: readonly (readonly [name: string, type: string, body: string])[] = [
  ['lists 100,000 deep', 'application/json', nested('[', ']')],
  ['objects 100,000 deep', 'application/json', nested('{"records":', '}').replace('}', '1}')],
  ['a list that never ends', 'application/json', '['.repeat(200_000)],
  [
    'keys of built-ins',
    'application/json',
    '{"__proto__":{"x":1},"constructor":{"prototype":{"y":2}},"records":[{"__proto__":null}]}',
  ],
  ['a number beyond numbers', 'application/json', '{"Name":1e999999,"records":[-1e99999]}'],
  ['bytes that are no text', 'application/json', '{"Name":"\xff\xfe\xc0"}'],
  ['nulls', 'application/json', '\0'.repeat(1_000)],
  ['XML that defines entities', 'text/xml', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'],
  ['XML that reads files', 'text/xml', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'],
  ['XML 100,000 deep', 'text/xml', nested('<a>', '</a>', 50_000)],
  ['half a form', 'application/x-www-form-urlencoded', 'grant_type=%&%=%&&&=&grant_type[__proto__]=x'],
  ['a million fields', 'application/x-www-form-urlencoded', 'a=1&'.repeat(500_000)],
  ['a broken multipart', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a'],
];
const targets = [
  ['POST', '/services/data/v64.0/sobjects/Account'],
  ['PATCH', '/services/data/v64.0/sobjects/Account/001000000000001AAA'],
  ['POST', '/services/data/v64.0/composite/sobjects'],
  ['POST', '/services/data/v64.0/composite'],
  ['POST', '/services/data/v64.0/jobs/ingest'],
  ['POST', '/services/oauth2/token'],
  ['POST', '/services/oauth2/introspect'],
  ['POST', '/services/oauth2/authorize'],
  ['POST', '/services/Soap/u/64.0'],
  ['POST', '/cometd/64.0'],
] as const;

describe('bodies', () => {
  it.each(bodies)('with %s are refused everywhere', async (_name, type, body) => {
    for (const [method, path] of targets) {
      for (const url of hosts()) {
        const headers = { authorization: `Bearer ${test.token}`, 'content-type': type, soapaction: '""' };
        const { status, text } = await send(url + path, { method, headers, body, redirect: 'manual' });
        // SOAP answers faults with 500; that it is one shows that nothing was left uncaught.
        if (status === 500) expect([path, text]).toEqual([path, expect.stringContaining(':Fault>')]);
        else expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => code < 500)]);
        expect(text).not.toContain('root:');
      }
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('are refused by controls as well', async () => {
    for (const [, , body] of bodies) {
      for (const name of ['fault', 'reset', 'setClock', 'switches', 'recordFailures', 'lockUser']) {
        const { status } = await send(`${test.org.controlUrl}/${name}`, { method: 'POST', body });
        expect([name, status]).toEqual([name, 400]);
      }
    }
    const deep = `{"path":"/x","status":500,"body":${nested('[', ']')}}`;
    expect((await send(`${test.org.controlUrl}/fault`, { method: 'POST', body: deep })).status).toBeLessThan(500);
    await send(`${test.org.controlUrl}/faults`, { method: 'DELETE' });
  });

  it('larger than the limit are refused without being read, by every host', async () => {
    for (const [url, path] of [
      [test.org.loginUrl, '/services/oauth2/token'],
      [test.org.instanceUrl, `${rest}/sobjects/Account`],
      [test.org.loginUrl, `${new URL(test.org.controlUrl).pathname}/fault`],
    ] as const) {
      const port = new URL(url).port;
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${test.token}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000000000\r\n\r\n`;
      expect(statuses(await sendRaw(url, [head, 'a'.repeat(1_000)]))).toEqual([413]);
    }
  });
});

describe('cookies and names of hosts', () => {
  it('that are odd change nothing', async () => {
    for (const cookie of [
      '=',
      ';;;=;',
      '__proto__=x; constructor=y',
      `a=${'%'.repeat(20_000)}`,
      'practice_1="\\"; BAYEUX_BROWSER=%00',
    ]) {
      for (const url of hosts()) expect((await send(`${url}/services/data`, { headers: { cookie } })).status).toBe(200);
    }
  });

  it('keep a page whose name was made to point here from the page and the controls (DNS rebinding)', async () => {
    const { port, pathname } = new URL(test.org.controlUrl);
    const pageKey = new URL(test.org.pageUrl).search;
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      '127.0.0.1',
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
      `127.0.0.1.evil.example:${port}`,
    ]) {
      for (const path of [`${pathname}/journal`, pathname, `/${pageKey}`, '/', '/page/style.css']) {
        const text = await sendRaw(test.org.loginUrl, [
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        ]);
        expect([host, path, statuses(text)]).toEqual([host, path, [421]]);
      }
    }
  });
});
