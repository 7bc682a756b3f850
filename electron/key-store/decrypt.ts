import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import { algorithmOf, integerOf, isInteger, membersOf, type Node, octetsOf } from './asn1.ts';
import { damaged, unsupported, wrongPassword } from './flaws.ts';
import { purpose, stretchPassword, toBmpPassword } from './pkcs12-password.ts';
import { decryptRc2 } from './rc2.ts';
import type { WorkBudget } from './work-budget.ts';

type Cipher = { name: string; keyBytes: number; ivBytes: number };

/** Ciphers of PBES2 by identifier (RFC 8018 appendix B.2, RFC 3565 for AES). */
const ciphers: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 },
};

/** Hashes of PBKDF2 by the identifier of their HMAC (RFC 8018 appendix B.1.2). */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** Older schemes by identifier (RFC 7292 appendix C), with the bytes of their keys. */
const olderSchemes: Readonly<Record<string, { cipher: 'des-ede3-cbc' | 'rc2'; keyBytes: number }>> = {
  '1.2.840.113549.1.12.1.3': { cipher: 'des-ede3-cbc', keyBytes: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: 'des-ede3-cbc', keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keyBytes: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keyBytes: 5 },
};

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
const scrypt = '1.3.6.1.4.1.11591.4.11';

/** Memory that scrypt may take, in bytes: what OpenSSL's own default (N = 16,384, r = 8) needs, twice. */
const scryptMemory = 64 * 1024 * 1024;

/**
 * Decrypts what a password protects, by the AlgorithmIdentifier that says how.
 * @throws MillraceError KEY_STORE_PASSWORD_WRONG when the padding shows another password; KEY_STORE_UNREADABLE when the
 * scheme isn't known, or asks for more work than `budget` has left.
 */
export function decrypt(scheme: Node | undefined, data: Uint8Array, password: string, budget: WorkBudget): Uint8Array {
  const { id, parameters } = algorithmOf(scheme);
  if (id === pbes2) return decryptPbes2(parameters, data, password, budget);
  const older = olderSchemes[id];
  if (!older) throw unsupported(`the scheme ${id}`);
  const [salt, count] = membersOf(parameters);
  const facts = { hash: 'sha1', salt: octetsOf(salt), rounds: integerOf(count) } as const;
  const stretched = toBmpPassword(password);
  const key = stretchPassword(stretched, { ...facts, purpose: purpose.key, length: older.keyBytes }, budget);
  const iv = stretchPassword(stretched, { ...facts, purpose: purpose.iv, length: 8 }, budget);
  if (older.cipher === 'rc2') {
    if (data.length === 0 || data.length % 8 !== 0) throw damaged();
    return removePadding(decryptRc2(key, iv, data), password);
  }
  // Two-key triple DES is the three-key one with its first key again.
  const whole = key.length === 16 ? new Uint8Array([...key, ...key.subarray(0, 8)]) : key;
  return decryptBlocks('des-ede3-cbc', whole, iv, data, password);
}

/** RFC 8018 §6.2: a derived key, and a cipher with its own parameters. */
function decryptPbes2(
  parameters: Node | undefined,
  data: Uint8Array,
  password: string,
  budget: WorkBudget,
): Uint8Array {
  const [derivation, encryption] = membersOf(parameters);
  const { id, parameters: ivNode } = algorithmOf(encryption);
  const cipher = ciphers[id];
  if (!cipher) throw unsupported(`the cipher ${id}`);
  const iv = octetsOf(ivNode);
  if (iv.length !== cipher.ivBytes) throw damaged();
  const key = deriveKey(derivation, password, cipher.keyBytes, budget);
  return decryptBlocks(cipher.name, key, iv, data, password);
}

function deriveKey(derivation: Node | undefined, password: string, length: number, budget: WorkBudget): Uint8Array {
  const { id, parameters } = algorithmOf(derivation);
  if (id === pbkdf2) return deriveByPbkdf2(parameters, password, length, budget);
  if (id !== scrypt) throw unsupported(`the key derivation ${id}`);
  const [salt, cost, blockSize, parallel] = membersOf(parameters);
  const [N, r, p] = [integerOf(cost), integerOf(blockSize), integerOf(parallel)];
  if (N < 2 || r < 1 || p < 1 || (N & (N - 1)) !== 0 || 256 * N * r > scryptMemory) throw unsupported('scrypt’s costs');
  // One unit of scrypt's work (a block of 128 bytes mixed) takes about as long as two rounds of PBKDF2.
  budget.spend(2 * N * r * p);
  return scryptSync(password, octetsOf(salt), length, { N, r, p, maxmem: scryptMemory });
}

/** The PBKDF2 of PBES2 and of PBMAC1 (RFC 8018 §5.2 and appendix A.2). */
export function deriveByPbkdf2(
  parameters: Node | undefined,
  password: string,
  length: number,
  budget: WorkBudget,
): Uint8Array {
  const [salt, count, ...optional] = membersOf(parameters);
  const pseudoRandom = optional.find((node) => !isInteger(node));
  const hashId = pseudoRandom ? algorithmOf(pseudoRandom).id : '1.2.840.113549.2.7';
  const rounds = integerOf(count);
  budget.spend(rounds);
  return pbkdf2Sync(password, octetsOf(salt), rounds, length, hmacHash(hashId));
}

/** The hash of an HMAC by its identifier. */
export function hmacHash(id: string): string {
  const hash = hashes[id];
  if (hash === undefined) throw unsupported(`the hash ${id}`);
  return hash;
}

function decryptBlocks(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array, password: string): Uint8Array {
  const decipher = createDecipheriv(name, key, iv);
  try {
    const head = decipher.update(data);
    const tail = decipher.final();
    const plain = new Uint8Array(head.length + tail.length);
    plain.set(head);
    plain.set(tail, head.length);
    return plain;
  } catch {
    // Node says no more than that the padding is off, which another password's key nearly always does.
    throw wrongPassword(password);
  }
}

/** Padding of RFC 8018 §6.1.1: as many bytes as their value says. */
function removePadding(bytes: Uint8Array, password: string): Uint8Array {
  const count = bytes.at(-1) ?? 0;
  const padding = bytes.subarray(bytes.length - count);
  if (count < 1 || count > 8 || padding.some((byte) => byte !== count)) throw wrongPassword(password);
  return bytes.subarray(0, bytes.length - count);
}
