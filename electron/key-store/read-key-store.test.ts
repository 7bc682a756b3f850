import { createPublicKey, X509Certificate } from 'node:crypto';
import { type AsnType, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { describeKeys, pickSigningKey, readKeyStore } from './index.ts';
import { fixturePassword, joinFixtures, readFixture } from './key-store.fixture.ts';

const now = Date.parse('2027-01-01T00:00:00Z');
const acmeCertificate = new X509Certificate(readFixture('cert.pem'));

function failureOf(work: () => unknown): MillraceError {
  try {
    work();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

describe('a key store', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['PKCS#12 of today (PBES2 with AES)', readFixture('modern.p12'), 'pkcs12', 'acme'],
    ['PKCS#12 of old (triple DES, RC2 with 40 bits)', readFixture('legacy.p12'), 'pkcs12', 'acme'],
    ['PKCS#12 with RC2 of 128 bits and DES with two keys', readFixture('older.p12'), 'pkcs12', 'acme'],
    ['PKCS#12 of keytool', readFixture('java.p12'), 'pkcs12', 'acme'],
    ['JKS', readFixture('classic.jks'), 'jks', 'acme'],
    ['PEM with a certificate', joinFixtures('key.pem', 'cert.pem'), 'pem', 'key'],
    ['PEM with the certificates first', joinFixtures('eccert.pem', 'cert.pem', 'key.pem'), 'pem', 'key'],
    ['PEM with an encrypted key', joinFixtures('aes.pem', 'cert.pem'), 'pem', 'key'],
    ['PEM in PKCS#1', joinFixtures('pkcs1.pem', 'cert.pem'), 'pem', 'key'],
    ['PEM in PKCS#1, encrypted', joinFixtures('pkcs1-aes.pem', 'cert.pem'), 'pem', 'key'],
  ])('is read: %s', (_form, bytes, kind, alias) => {
    const store = readKeyStore(bytes, fixturePassword);
    expect(store.kind).toBe(kind);
    const [facts] = describeKeys(store, now).filter((key) => key.alias === alias);
    expect(facts).toEqual({
      alias,
      subject: 'O=Acme, CN=Acme integration',
      issuer: 'O=Acme, CN=Acme integration',
      notBefore: acmeCertificate.validFromDate.toISOString(),
      notAfter: acmeCertificate.validToDate.toISOString(),
      algorithm: 'RSA 2048',
      usable: true,
    });
    const { privateKey, certificate } = pickSigningKey(store, alias, now);
    expect(new X509Certificate(certificate ?? '').fingerprint256).toBe(acmeCertificate.fingerprint256);
    expect(publicKeyOf(privateKey)).toBe(acmeCertificate.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  });

  it.each([
    ['without any protection', 'open.p12', ''],
    ['under scrypt', 'scrypt.pem', fixturePassword],
    ['under triple DES of old', 'v1.pem', fixturePassword],
    ['in the older form', 'ec.pem', ''],
  ])('is read with a key %s', (_form, name, password) => {
    expect(describeKeys(readKeyStore(readFixture(name), password), now)).toMatchObject([
      { algorithm: 'EC prime256v1', warning: expect.stringContaining('an RSA key is needed') },
    ]);
  });

  it('lists the private keys alone, each with what keeps it from signing', () => {
    const listed = describeKeys(readKeyStore(readFixture('classic.jks'), fixturePassword), now);
    expect(listed.map(({ alias, usable, warning }) => [alias, usable, warning])).toEqual([
      ['acme', true, undefined],
      ['own', false, 'It has a password of its own, other than the file’s.'],
      ['elliptic', false, 'It is a key of the kind EC prime256v1; an RSA key is needed.'],
    ]);
    expect(listed[1]).toMatchObject({ subject: 'CN=Acme elliptic', algorithm: 'EC prime256v1' });
  });

  it('says nothing of a certificate that isn’t there', () => {
    expect(describeKeys(readKeyStore(readFixture('key.pem'), ''), now)).toEqual([
      {
        alias: 'key',
        subject: null,
        issuer: null,
        notBefore: null,
        notAfter: null,
        algorithm: 'RSA 2048',
        usable: true,
      },
    ]);
  });

  it.each([
    'modern.p12',
    'legacy.p12',
    'older.p12',
    'java.p12',
    'classic.jks',
    'aes.pem',
    'scrypt.pem',
    'pkcs1-aes.pem',
  ])('refuses a wrong password and says so: %s', (name) => {
    for (const password of ['', 'wrong', `${fixturePassword} `]) {
      const error = failureOf(() => readKeyStore(readFixture(name), password));
      expect([error.code, error.data.field]).toEqual(['KEY_STORE_PASSWORD_WRONG', 'storePassword']);
      expect(error.why).toContain(password === '' ? 'needs a password' : 'another password');
    }
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ['an empty file', new Uint8Array(), 'KEY_STORE_UNREADABLE', /empty/],
    ['a file of another kind', new TextEncoder().encode('<html>'), 'KEY_STORE_UNREADABLE', /none of PKCS#12/],
    ['a file far too large', new Uint8Array(1_000_001), 'KEY_STORE_UNREADABLE', /too large/],
    ['Java’s other format', new Uint8Array([0xce, 0xce, 0xce, 0xce, 0]), 'KEY_STORE_UNREADABLE', /-importkeystore/],
    ['a key of OpenSSH', openSshKey(), 'KEY_STORE_UNREADABLE', /ssh-keygen/],
    ['certificates alone', readFixture('trust.jks'), 'KEY_NOT_FOUND', /no private key/],
    ['a certificate in PEM', readFixture('cert.pem'), 'KEY_NOT_FOUND', /no private key/],
    ['a certificate in DER', new Uint8Array(acmeCertificate.raw), 'KEY_NOT_FOUND', /without its private key/],
    ['half a PKCS#12', readFixture('modern.p12').subarray(0, 900), 'KEY_STORE_UNREADABLE', /damaged/],
    ['half a JKS', readFixture('classic.jks').subarray(0, 900), 'KEY_STORE_UNREADABLE', /damaged/],
    ['half a PEM', readFixture('key.pem').subarray(0, 900), 'KEY_STORE_UNREADABLE', /damaged/],
  ])('refuses %s', (_what, bytes, code, why) => {
    const error = failureOf(() => readKeyStore(bytes, fixturePassword));
    expect([error.code, error.data.field]).toEqual([code, 'keyStore']);
    expect(error.why).toMatch(why);
  });

  it('refuses a file that was changed, wherever', () => {
    for (const name of ['modern.p12', 'classic.jks']) {
      const original = readFixture(name);
      for (let at = 0; at < original.length; at += 97) {
        const changed = original.slice();
        changed[at] = (changed[at] ?? 0) ^ 0x41;
        const error = failureOf(() => readKeyStore(changed, fixturePassword));
        expect(['KEY_STORE_UNREADABLE', 'KEY_STORE_PASSWORD_WRONG']).toContain(error.code);
      }
    }
  });

  it.each([
    ['the older scheme', scheme('1.2.840.113549.1.12.1.3', [octets(8), number(2_000_000_000)])],
    ['PBKDF2', pbes2('1.2.840.113549.1.5.12', [octets(8), number(2_000_000_000)])],
    ['PBKDF2 without a round', pbes2('1.2.840.113549.1.5.12', [octets(8), number(0)])],
    ['scrypt’s memory', pbes2('1.3.6.1.4.1.11591.4.11', [octets(8), number(2 ** 30), number(8), number(1)])],
    ['scrypt’s rounds', pbes2('1.3.6.1.4.1.11591.4.11', [octets(8), number(2 ** 14), number(8), number(100_000)])],
  ])('refuses at once to do more work than any file needs: %s', (_what, protection) => {
    const der = new Sequence({ value: [protection, octets(64)] }).toBER();
    const label = 'ENCRYPTED PRIVATE KEY';
    const body = Buffer.from(der).toString('base64');
    const bytes = new TextEncoder().encode(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`);
    const began = performance.now();
    expect(failureOf(() => readKeyStore(bytes, fixturePassword)).code).toBe('KEY_STORE_UNREADABLE');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('never fails otherwise than in words, and never for long, on bytes that nobody made', () => {
    const heads = ['modern.p12', 'legacy.p12', 'java.p12', 'classic.jks', 'aes.pem', 'pkcs1-aes.pem'].map(readFixture);
    const mutated = fc
      .tuple(fc.constantFrom(...heads), fc.array(fc.tuple(fc.nat(4_100), fc.nat(255)), { maxLength: 6 }), fc.nat(4_100))
      .map(([head, changes, end]) => {
        const bytes = head.slice(0, Math.max(8, end));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    const began = fc
      .uint8Array({ maxLength: 300 })
      .chain((tail) =>
        fc
          .constantFrom(
            [0x30, 0x82],
            [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
            [...new TextEncoder().encode('-----BEGIN ')],
          )
          .map((head) => new Uint8Array([...head, ...tail])),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 500 }), mutated, began), fc.string(), (bytes, password) => {
        const start = performance.now();
        try {
          const store = readKeyStore(bytes, password);
          describeKeys(store, now);
        } catch (error) {
          expect(error).toBeInstanceOf(MillraceError);
        }
        expect(performance.now() - start).toBeLessThan(4_000);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the key to sign with', () => {
  const store = readKeyStore(readFixture('classic.jks'), fixturePassword);

  it('is found by alias, in any case, or is the only one that can sign', () => {
    expect(pickSigningKey(store, 'ACME', now).alias).toBe('acme');
    expect(pickSigningKey(store, '', now).alias).toBe('acme');
  });

  it.each([
    ['nobody', 'KEY_NOT_FOUND', 'alias', /there are: acme, own, elliptic/],
    ['elliptic', 'KEY_UNUSABLE', 'alias', /an RSA key is needed/],
    ['own', 'KEY_UNUSABLE', 'alias', /password of its own/],
  ])('isn’t %s', (alias, code, field, why) => {
    const error = failureOf(() => pickSigningKey(store, alias, now));
    expect([error.code, error.data.field]).toEqual([code, field]);
    expect(error.why).toMatch(why);
  });

  it('isn’t guessed where several could be meant', () => {
    const twice = readKeyStore(joinFixtures('key.pem', 'key.pem'), '');
    expect(describeKeys(twice, now).map(({ alias }) => alias)).toEqual(['key', 'key (2)']);
    expect(failureOf(() => pickSigningKey(twice, '', now))).toMatchObject({ code: 'KEY_NOT_FOUND' });
  });

  it('isn’t too short', () => {
    const error = failureOf(() => pickSigningKey(readKeyStore(readFixture('short.pem'), ''), '', now));
    expect([error.code, error.why]).toEqual(['KEY_UNUSABLE', 'It has 1024 bits; 2048 are needed.']);
  });

  it('has a certificate that is valid now, which is said in time', () => {
    const at = (days: number) => acmeCertificate.validToDate.getTime() + days * 86_400_000;
    const warningAt = (time: number) => describeKeys(store, time)[0]?.warning;
    const usableAt = (time: number) => describeKeys(store, time)[0]?.usable;
    expect([0, at(-12), at(1)].map(usableAt)).toEqual([false, true, false]);
    expect(warningAt(at(-31))).toBeUndefined();
    expect(warningAt(at(-12))).toBe('It expires in 12 days, on 2046-11-17.');
    expect(warningAt(at(-0.5))).toContain('within a day');
    expect(warningAt(at(1))).toBe('It expired on 2046-11-17.');
    expect(warningAt(0)).toBe('It becomes valid on 2026-11-22.');
    for (const time of [at(1), 0]) {
      const error = failureOf(() => pickSigningKey(store, 'acme', time));
      expect([error.code, error.data.field]).toEqual(['CERTIFICATE_NOT_VALID', 'keyStore']);
      expect(error.why).toBe(warningAt(time));
    }
    expect(pickSigningKey(store, 'acme', at(-1)).alias).toBe('acme');
  });

  it('never shows in an error', () => {
    const secrets = [fixturePassword, 'MIIEv', 'PRIVATE KEY'];
    for (const name of ['modern.p12', 'aes.pem', 'classic.jks']) {
      const error = failureOf(() => readKeyStore(readFixture(name).subarray(0, 1_000), fixturePassword));
      const shown = JSON.stringify([error.describe(), String(error.cause)]);
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
  });
});

function openSshKey(): Uint8Array {
  const label = 'OPENSSH PRIVATE KEY';
  return new TextEncoder().encode(`-----BEGIN ${label}-----\nb3Bl\n-----END ${label}-----\n`);
}

function octets(length: number): OctetString {
  return new OctetString({ valueHex: new Uint8Array(length).buffer });
}

function number(value: number): Integer {
  return new Integer({ value });
}

function scheme(id: string, parameters: AsnType[]): Sequence {
  return new Sequence({ value: [new ObjectIdentifier({ value: id }), new Sequence({ value: parameters })] });
}

/** PBES2 with AES-256 under this key derivation. */
function pbes2(derivation: string, parameters: AsnType[]): Sequence {
  const aes = new Sequence({ value: [new ObjectIdentifier({ value: '2.16.840.1.101.3.4.1.42' }), octets(16)] });
  return scheme('1.2.840.113549.1.5.13', [scheme(derivation, parameters), aes]);
}
