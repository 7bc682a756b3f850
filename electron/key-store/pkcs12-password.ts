import { createHash } from 'node:crypto';
import { joinBytes } from './asn1.ts';
import type { WorkBudget } from './work-budget.ts';

/** What the derived bytes are for (RFC 7292 appendix B.3). */
export const purpose = { key: 1, iv: 2, mac: 3 } as const;

/** Hashes that PKCS#12 stretches passwords with, with the bytes of their blocks. */
const blockBytes = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 } as const;
export type StretchHash = keyof typeof blockBytes;

/** A round here costs several of PBKDF2's, which are made in one native call. */
const roundCost = 4;

/** The password as PKCS#12 takes it: big-endian UTF-16 with a zero at its end (RFC 7292 appendix B.1). */
export function toBmpPassword(password: string): Uint8Array {
  return joinBytes([toUtf16(password), new Uint8Array(2)]);
}

/** Big-endian UTF-16, as Java's key stores take passwords. */
export function toUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes[2 * index] = unit >> 8;
    bytes[2 * index + 1] = unit & 0xff;
  }
  return bytes;
}

type Stretch = { hash: StretchHash; salt: Uint8Array; rounds: number; purpose: number; length: number };

/**
 * Derives `length` bytes from a password (RFC 7292 appendix B.2), which is `toBmpPassword`'s, or empty.
 * @throws MillraceError KEY_STORE_UNREADABLE when that is more work than `budget` has left.
 */
export function stretchPassword(password: Uint8Array, stretch: Stretch, budget: WorkBudget): Uint8Array {
  const { hash, salt, rounds, length } = stretch;
  const v = blockBytes[hash];
  const diversifier = new Uint8Array(v).fill(stretch.purpose);
  const mixed = joinBytes([repeat(salt, v), repeat(password, v)]);
  const parts: Uint8Array[] = [];
  for (let made = 0; made < length; ) {
    budget.spend(rounds * roundCost);
    let digest: Uint8Array = createHash(hash).update(diversifier).update(mixed).digest();
    for (let round = 1; round < rounds; round += 1) digest = createHash(hash).update(digest).digest();
    parts.push(digest);
    made += digest.length;
    addToBlocks(mixed, repeat(digest, v), v);
  }
  return joinBytes(parts).subarray(0, length);
}

/** Fills whole blocks of `v` bytes with copies of the bytes. */
function repeat(bytes: Uint8Array, v: number): Uint8Array {
  const length = v * Math.ceil(bytes.length / v);
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
}

/** Adds `addend` and 1 to each block of `v` bytes, as big-endian numbers. */
function addToBlocks(blocks: Uint8Array, addend: Uint8Array, v: number): void {
  for (let start = 0; start < blocks.length; start += v) {
    let carry = 1;
    for (let index = v - 1; index >= 0; index -= 1) {
      const sum = (blocks[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      blocks[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
