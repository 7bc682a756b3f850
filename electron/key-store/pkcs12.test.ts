import { createHmac, pbkdf2Sync } from 'node:crypto';
import { type AsnType, Integer, Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { describe, expect, it } from 'vitest';
import { insideTag, membersOf, octetsOf, parseAsn1 } from './asn1.ts';
import { fixturePassword, readFixture } from './key-store.fixture.ts';
import { readPkcs12 } from './pkcs12.ts';

const salt = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const hmacSha256 = '1.2.840.113549.2.9';

/** The parts of a PKCS#12 file: what is protected, and how. */
function takeApart(name: string): { version: AsnType; safes: Uint8Array; type: AsnType; mac: AsnType } {
  const [version, authSafe, mac] = membersOf(parseAsn1(readFixture(name)));
  const [type, content] = membersOf(authSafe);
  if (!version || !type || !mac) throw new Error('The fixture is another file.');
  return { version, type, mac, safes: octetsOf(insideTag(content, 0)) };
}

const bytes = (node: AsnType) => new Uint8Array(node.toBER());
const octets = (value: Uint8Array) => new OctetString({ valueHex: new Uint8Array(value).buffer });
const algorithm = (id: string, parameters: AsnType) =>
  new Sequence({ value: [new ObjectIdentifier({ value: id }), parameters] });

/** Parts one after another in a value without a length (X.690 §8.1.3.6), which ends with two zeros. */
function withoutLength(tag: number, ...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array([tag, 0x80, ...parts.flatMap((part) => [...part]), 0, 0]);
}

describe('a PKCS#12 file', () => {
  it('is read in BER too: without lengths, and in pieces, as some systems write it', () => {
    const { version, type, mac, safes } = takeApart('modern.p12');
    const middle = Math.floor(safes.length / 3);
    const pieces = [octets(safes.subarray(0, middle)), octets(safes.subarray(middle))].map(bytes);
    const content = withoutLength(0xa0, withoutLength(0x24, ...pieces));
    const file = withoutLength(0x30, bytes(version), withoutLength(0x30, bytes(type), content), bytes(mac));
    expect(readPkcs12(file, fixturePassword).keys.map(({ alias }) => alias)).toEqual(['acme']);
  });

  it('is read with the MAC of RFC 9879, which refuses other passwords and other content', () => {
    const { version, type, safes } = takeApart('modern.p12');
    const withMac = (protectedBytes: Uint8Array, password: string): Uint8Array => {
      const key = pbkdf2Sync(password, salt, 2_048, 20, 'sha512');
      const pseudoRandom = algorithm('1.2.840.113549.2.11', new Null());
      const numbers = [2_048, 20].map((value) => new Integer({ value }));
      const derivation = algorithm(
        '1.2.840.113549.1.5.12',
        new Sequence({ value: [octets(salt), ...numbers, pseudoRandom] }),
      );
      const parameters = new Sequence({ value: [derivation, algorithm(hmacSha256, new Null())] });
      const digest = octets(createHmac('sha256', key).update(protectedBytes).digest());
      const info = new Sequence({ value: [algorithm('1.2.840.113549.1.5.14', parameters), digest] });
      const mac = new Sequence({ value: [info, octets(salt), new Integer({ value: 1 })] });
      const content = withoutLength(0xa0, bytes(octets(safes)));
      return withoutLength(0x30, bytes(version), withoutLength(0x30, bytes(type), content), bytes(mac));
    };
    expect(readPkcs12(withMac(safes, fixturePassword), fixturePassword).keys).toHaveLength(1);
    expect(() => readPkcs12(withMac(safes, 'another'), fixturePassword)).toThrow('password');
    expect(() => readPkcs12(withMac(safes.subarray(1), fixturePassword), fixturePassword)).toThrow('password');
  });
});
