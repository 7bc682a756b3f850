import { createHmac, timingSafeEqual } from 'node:crypto';
import { algorithmOf, integerOf, isInteger, membersOf, type Node, octetsOf } from './asn1.ts';
import { deriveByPbkdf2, hmacHash } from './decrypt.ts';
import { damaged, unsupported } from './flaws.ts';
import { purpose, type StretchHash, stretchPassword, toBmpPassword } from './pkcs12-password.ts';
import type { WorkBudget } from './work-budget.ts';

/** Hashes of the usual MAC by identifier, with the bytes of their digests (RFC 8017 appendix B.1). */
const hashes: Readonly<Record<string, { hash: StretchHash; bytes: number }>> = {
  '1.3.14.3.2.26': { hash: 'sha1', bytes: 20 },
  '2.16.840.1.101.3.4.2.4': { hash: 'sha224', bytes: 28 },
  '2.16.840.1.101.3.4.2.1': { hash: 'sha256', bytes: 32 },
  '2.16.840.1.101.3.4.2.2': { hash: 'sha384', bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { hash: 'sha512', bytes: 64 },
};

/** The newer MAC, whose key comes of PBKDF2 (RFC 9879). */
const pbmac1 = '1.2.840.113549.1.5.14';

/**
 * Whether the MAC of a PKCS#12 file (RFC 7292 §4, MacData) was made over these bytes with this password.
 * @throws MillraceError KEY_STORE_UNREADABLE when its scheme isn't known, or asks for too much work.
 */
export function isMacRight(macData: Node, content: Uint8Array, password: string, budget: WorkBudget): boolean {
  const [digestInfo, saltNode, rounds] = membersOf(macData);
  const [scheme, digestNode] = membersOf(digestInfo);
  const digest = octetsOf(digestNode);
  const { id, parameters } = algorithmOf(scheme);
  let expected: Uint8Array;
  if (id === pbmac1) {
    const [derivation, mac] = membersOf(parameters);
    const { parameters: derivationParameters } = algorithmOf(derivation);
    const [, , ...optional] = membersOf(derivationParameters);
    const keyBytes = integerOf(optional.find(isInteger));
    if (keyBytes < 1 || keyBytes > 1_024) throw damaged();
    const key = deriveByPbkdf2(derivationParameters, password, keyBytes, budget);
    expected = createHmac(hmacHash(algorithmOf(mac).id), key)
      .update(content)
      .digest();
  } else {
    const known = hashes[id];
    if (!known) throw unsupported(`the integrity check ${id}`);
    const stretch = {
      hash: known.hash,
      salt: octetsOf(saltNode),
      rounds: rounds === undefined ? 1 : integerOf(rounds),
      purpose: purpose.mac,
      length: known.bytes,
    };
    const key = stretchPassword(toBmpPassword(password), stretch, budget);
    expected = createHmac(known.hash, key).update(content).digest();
  }
  return expected.length === digest.length && timingSafeEqual(expected, digest);
}
