import { afterEach, describe, expect, it } from 'vitest';
import { describeFault } from './http-faults.ts';
import { startServer } from './http-server.fixture.ts';
import { createHttpTransport } from './http-transport.ts';
import { startSelfSignedServer } from './tls-server.fixture.ts';

const transport = createHttpTransport();
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function get(url: string) {
  const signal = new AbortController().signal;
  return transport.exchange({ method: 'GET', url, headers: {}, timeoutMs: 2_000, maximumBytes: 1_000, signal });
}

describe('S35 TLS', () => {
  it.each(['127.0.0.1', 'localhost'])('refuses a certificate that nobody vouches for (%s)', async (host) => {
    const server = await startSelfSignedServer();
    open.push(server);
    await expect(get(`https://${host}:${server.port}/`)).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      data: { reason: 'tls' },
      why: expect.stringContaining('self-signed'),
    });
    expect(server.answered()).toBe(0);
  });

  it('refuses it also where the environment says that certificates don’t matter', async () => {
    const server = await startSelfSignedServer();
    open.push(server);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expect(get(`https://localhost:${server.port}/`)).rejects.toMatchObject({ data: { reason: 'tls' } });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(server.answered()).toBe(0);
  });

  it('says so when a server doesn’t speak https', async () => {
    const server = await startServer((_, response) => response.end());
    open.push(server);
    await expect(get(server.url.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      data: { reason: 'tls' },
      why: expect.stringContaining('may not speak https'),
    });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'expired'],
    ['CERT_NOT_YET_VALID', 'clock'],
    ['CERT_REVOKED', 'revoked'],
    ['INVALID_PURPOSE', 'servers'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'authority'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'authority'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'authority'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'encrypted'],
    ['CRL_HAS_EXPIRED', 'CRL_HAS_EXPIRED'],
  ])('explains %s', (code, words) => {
    const thrown = Object.assign(new Error('native text'), { code });
    const error = describeFault(thrown, { host: 'crm.test', sent: false, seconds: 10 });
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', data: { reason: 'tls', host: 'crm.test' } });
    expect(error.why).toContain(words);
    expect(JSON.stringify(error)).not.toContain('native text');
  });
});
