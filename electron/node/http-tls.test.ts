import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type CertificateDetails,
  type Identity,
  makeAuthority,
  makeCertificate,
} from '../../test/support/certificates.ts';
import { startTlsServer, trustAuthorities } from '../../test/support/tls-server.ts';
import type { HttpRoute } from '../ports/http.ts';
import { describeFault } from './http-faults.ts';
import { findClosedPort, startServer } from './http-server.fixture.ts';
import { createHttpTransport } from './http-transport.ts';

const open: { close(): Promise<void> }[] = [];
const undo: (() => void)[] = [];
let authority: Identity;

beforeAll(async () => {
  authority = await makeAuthority('Test authority');
});

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
  for (const step of undo.splice(0)) step();
});

function keep<Thing extends { close(): Promise<void> }>(thing: Thing): Thing {
  open.push(thing);
  return thing;
}

function get(url: string, route?: HttpRoute) {
  const transport = keep(createHttpTransport());
  const signal = new AbortController().signal;
  const limits = { timeoutMs: 3_000, maximumBytes: 1_000, signal };
  return transport.exchange({ method: 'GET', url, headers: {}, ...limits, ...(route ? { route } : {}) });
}

const trust = (...identities: Identity[]) => {
  undo.push(trustAuthorities(...identities.map(({ certificate }) => certificate)));
};
const issued = (details: CertificateDetails = {}) => makeCertificate({ issuer: authority, ...details });
const chain = (...identities: Identity[]): Identity => ({
  certificate: identities.map(({ certificate }) => certificate).join(''),
  privateKey: identities[0]?.privateKey ?? '',
});

/** Exchanges a byte of the signature, which ends a certificate. */
function damage({ certificate, privateKey }: Identity): Identity {
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  const body = der.toString('base64').replace(/.{64}/g, '$&\n');
  return { certificate: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`, privateKey };
}

const badCertificates: [name: string, make: () => Promise<Identity>, words: RegExp][] = [
  ['has expired', () => issued({ from: -20, to: -1 }), /has expired/],
  ['isn’t valid yet', () => issued({ from: 2, to: 20 }), /isn’t valid yet/],
  ['is signed by itself', () => makeCertificate(), /self-signed/],
  ['comes from an unknown authority', async () => issued({ issuer: await makeAuthority('Stranger') }), /authority/],
  [
    'brings its unknown authority along',
    async () => {
      const stranger = await makeAuthority('Stranger');
      return chain(await issued({ issuer: stranger }), stranger);
    },
    /authority that this computer doesn’t trust/,
  ],
  ['is for another name', () => issued({ hosts: ['other.test'], addresses: [] }), /another name.*other\.test/],
  ['is for names below this one', () => issued({ hosts: ['*.localhost'], addresses: [] }), /another name/],
  ['is a client’s', () => issued({ purpose: 'client' }), /isn’t made for servers/],
  [
    'comes from a certificate that is no authority',
    async () => {
      const plain = await issued({ name: 'No authority' });
      return chain(await issued({ issuer: plain }), plain);
    },
    /can’t be trusted|authority/,
  ],
  [
    'comes from an authority that has expired',
    async () => {
      const old = await makeAuthority('Old authority', { issuer: authority, from: -20, to: -1 });
      return chain(await issued({ issuer: old }), old);
    },
    /has expired/,
  ],
  ['has a signature that is wrong', async () => damage(await issued()), /can’t be trusted/],
];

describe('S35 TLS', () => {
  it('accepts a certificate of a trusted authority', async () => {
    trust(authority);
    const server = keep(await startTlsServer(await issued()));
    expect((await get(server.url)).status).toBe(200);
  });

  it.each(badCertificates)('refuses a certificate that %s, and says so', async (_, make, words) => {
    trust(authority);
    const server = keep(await startTlsServer(await make()));
    const host = `localhost:${server.port}`;
    await expect(get(server.url)).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: `${host} presented a certificate that this computer doesn’t trust.`,
      why: expect.stringMatching(words),
      retryable: false,
      data: { reason: 'certificate', host, sent: false },
    });
    expect(server.answered()).toBe(0);
  });

  it('tells whom the certificate is made out to, by whom, and for how long', async () => {
    const stranger = await makeAuthority('Stranger');
    const server = keep(await startTlsServer(await issued({ issuer: stranger, name: 'crm', from: -3, to: 4 })));
    const error = await get(server.url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      data: { certificate: { subject: 'CN=crm', issuer: 'CN=Stranger', names: 'DNS:localhost, IP Address:127.0.0.1' } },
      why: expect.stringMatching(
        /It is made out to localhost, 127\.0\.0\.1 by CN=Stranger, valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\.$/,
      ),
    });
  });

  it('refuses a bad certificate also where the environment says that certificates don’t matter', async () => {
    const server = keep(await startTlsServer(await makeCertificate()));
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expect(get(server.url)).rejects.toMatchObject({ data: { reason: 'certificate' } });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(server.answered()).toBe(0);
  });

  it('says so when a server doesn’t speak https', async () => {
    const server = keep(await startServer((_, response) => response.end()));
    await expect(get(server.url.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      data: { reason: 'tls' },
      why: expect.stringContaining('may not speak https'),
    });
  });

  it.each([
    ['CERT_REVOKED', 'certificate', 'revoked'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate', 'authority'],
    ['CRL_HAS_EXPIRED', 'certificate', 'CRL_HAS_EXPIRED'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'encrypted'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls', 'client certificate'],
  ])('explains %s', (code, reason, words) => {
    const thrown = Object.assign(new Error('native text'), { code });
    const error = describeFault(thrown, { host: 'crm.test', sent: false, seconds: 10 });
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', data: { reason, host: 'crm.test' } });
    expect(error.why).toContain(words);
    expect(JSON.stringify(error)).not.toContain('native text');
  });
});

describe('mutual TLS', () => {
  const certificateOf = ({ certificate, privateKey }: Identity): HttpRoute => ({
    clientCertificate: { certificates: certificate, privateKey },
  });

  it('shows the connection’s own certificate, and only on its own connections', async () => {
    trust(authority);
    const shown: unknown[] = [];
    const server = keep(
      await startTlsServer(
        await issued(),
        (request, response) => {
          shown.push('getPeerCertificate' in request.socket && subjectOf(request.socket));
          response.end();
        },
        { requestCert: true, rejectUnauthorized: false, ca: authority.certificate },
      ),
    );
    const transport = keep(createHttpTransport());
    const signal = new AbortController().signal;
    const sent = { method: 'GET', url: server.url, headers: {}, timeoutMs: 3_000, maximumBytes: 1_000, signal };
    const ada = certificateOf(await issued({ purpose: 'client', name: 'ada' }));
    const bob = certificateOf(await issued({ purpose: 'client', name: 'bob' }));
    for (const route of [ada, undefined, bob, ada]) await transport.exchange({ ...sent, ...(route ? { route } : {}) });
    expect(shown).toEqual(['ada', undefined, 'bob', 'ada']);
  });

  it('sends the whole chain, so that the server needs to know its authority only', async () => {
    trust(authority);
    const between = await makeAuthority('Between', { issuer: authority });
    const options = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };
    const server = keep(await startTlsServer(await issued(), undefined, options));
    const leaf = await makeCertificate({ issuer: between, purpose: 'client', name: 'ada' });
    expect((await get(server.url, certificateOf(chain(leaf, between)))).status).toBe(200);
    await expect(get(server.url, certificateOf(leaf))).rejects.toMatchObject({ code: 'CONNECTION_ERROR' });
    expect(server.answered()).toBe(1);
  });

  // Node's own server hangs up without a word; OpenSSL's says what it wants, as most do.
  it.each(['-tls1_3', '-tls1_2'])('says when the server asks for a certificate (%s)', async (version) => {
    trust(authority);
    const server = await startOpenSsl(await issued(), [version, '-Verify', '1', '-verify_return_error']);
    await expect(get(`https://localhost:${server.port}/`)).rejects.toMatchObject({
      why: expect.stringMatching(/certificate|shows one/),
      ...(version === '-tls1_3'
        ? {
            message: `localhost:${server.port} asked for a client certificate.`,
            fix: 'Add it under Advanced ▸ Mutual TLS.',
            data: { reason: 'client-certificate' },
            retryable: false,
          }
        : {}),
    });
  });

  it.each(['-tls1_3', '-tls1_2'])('says when the server refuses the certificate (%s)', async (version) => {
    trust(authority);
    const server = await startOpenSsl(await issued(), [version, '-Verify', '1', '-verify_return_error']);
    const strangers = await makeCertificate({ purpose: 'client', name: 'stranger' });
    await expect(get(`https://localhost:${server.port}/`, certificateOf(strangers))).rejects.toMatchObject({
      message: `localhost:${server.port} refused the client certificate.`,
      data: { reason: 'client-certificate-refused' },
      retryable: false,
    });
  });

  it('that can’t be used is one clear error', async () => {
    const [one, other] = [await makeCertificate(), await makeCertificate()];
    const route = { clientCertificate: { certificates: one.certificate, privateKey: other.privateKey } };
    await expect(get('https://localhost:1/', route)).rejects.toMatchObject({ code: 'CONNECTION_ERROR' });
  });
});

function subjectOf(socket: { getPeerCertificate?: unknown }): string | undefined {
  const read = socket.getPeerCertificate as () => { subject?: { CN?: string } };
  return read.call(socket).subject?.CN;
}

/** OpenSSL's own server, on 127.0.0.1. */
async function startOpenSsl({ certificate, privateKey }: Identity, options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-'));
  writeFileSync(join(folder, 'cert.pem'), certificate);
  writeFileSync(join(folder, 'key.pem'), privateKey);
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  const port = await findClosedPort();
  const files = ['-cert', 'cert.pem', '-key', 'key.pem', '-CAfile', 'ca.pem'];
  const child = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-www', ...files, ...options], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  open.push({
    close: async () => {
      child.kill();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  });
  let said = '';
  for await (const piece of child.stdout) {
    said += String(piece);
    if (said.includes('ACCEPT')) break;
  }
  return { port };
}
