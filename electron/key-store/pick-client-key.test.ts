import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pickClientKey, readKeyStore } from './index.ts';
import { fixturePassword, joinFixtures, readFixture } from './key-store.fixture.ts';

const now = Date.UTC(2030, 0);

/** A chain that the fixtures hold in another order: ada, issued by Between, issued by Root; valid until 2046. */
const openChain = (name: string) => readKeyStore(readFixture(name), fixturePassword);

const readChain = (pem: string) =>
  pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter((text) => text.trim() !== '')
    .map((text) => new X509Certificate(text));

describe('the key for mutual TLS', () => {
  it.each(['chain.p12', 'chain.jks', 'chain.pem'])(
    'comes from %s with the chain of its certificate, leaf first and without the root',
    (name) => {
      const { privateKey, certificates } = pickClientKey(openChain(name), '', now);
      const chain = readChain(certificates);
      expect(chain.map(({ subject }) => subject)).toEqual(['CN=ada', 'CN=Between']);
      const ofKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
      expect(chain[0]?.publicKey.export({ type: 'spki', format: 'pem' })).toEqual(ofKey);
    },
  );

  it('may be of any kind: RSA as well as EC', () => {
    for (const names of [
      ['ec.pem', 'eccert.pem'],
      ['key.pem', 'cert.pem'],
    ]) {
      expect(pickClientKey(readKeyStore(joinFixtures(...names), ''), '', now).privateKey).toContain('PRIVATE KEY');
    }
  });

  it('needs a certificate', () => {
    expect(() => pickClientKey(readKeyStore(readFixture('key.pem'), ''), '', now)).toThrow(
      expect.objectContaining({ code: 'KEY_UNUSABLE', why: expect.stringContaining('no certificate') }),
    );
  });

  it.each([
    ['has expired', Date.UTC(2090, 0)],
    ['isn’t valid yet', 0],
  ])('is refused when its certificate %s', (_, at) => {
    expect(() => pickClientKey(openChain('chain.p12'), '', at)).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_NOT_VALID' }),
    );
  });

  it('is found by its alias in any case, and no other is taken in its place', () => {
    const store = openChain('chain.jks');
    expect(pickClientKey(store, 'ADA', now).certificates).toContain('CERTIFICATE');
    expect(() => pickClientKey(store, 'bob', now)).toThrow(expect.objectContaining({ code: 'KEY_NOT_FOUND' }));
  });
});
