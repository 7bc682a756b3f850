import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeySource } from '../ports/cipher.ts';

// OWASP Password Storage Cheat Sheet's strongest listed scrypt setting: N=2^17, r=8, p=1 (128 MiB).
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const CONTEXT = 'millrace.key/passphrase/1';

const derive = promisify(
  (passphrase: string, salt: Uint8Array, done: (error: Error | null, key: Buffer) => void): void =>
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT, done),
);

/** Asks a person for the passphrase; for a `new` one twice, so that a slip of the fingers locks nobody out. */
export type AskPassphrase = (purpose: 'open' | 'new') => Promise<string | undefined>;

/**
 * Wraps the data key with a key derived from a passphrase. The wrapped form is salt, then the sealed key. A function is
 * asked for the passphrase when a secret is first needed; without an answer SECRET_STORE_LOCKED is thrown.
 */
export function createPassphraseSource(cipher: Cipher, passphrase: string | AskPassphrase): KeySource {
  const asks = typeof passphrase !== 'string';
  const give = async (purpose: 'open' | 'new'): Promise<string> => {
    const given = asks ? await passphrase(purpose) : passphrase;
    if (!given) throw new MillraceError('SECRET_STORE_LOCKED', {}, { why: 'No passphrase was given.' });
    return given;
  };
  // A given passphrase doesn't change, so what it doesn't open isn't worth another half a second.
  let refused: { wrapped: Uint8Array; error: MillraceError } | undefined;

  return {
    protection: 'passphrase',
    asks,
    wrap: async (key) => {
      const salt = randomBytes(SALT_BYTES);
      const sealed = cipher.seal(await derive(await give('new'), salt), key, CONTEXT);
      return new Uint8Array(Buffer.concat([salt, sealed]));
    },
    unwrap: async (wrapped) => {
      if (refused && Buffer.compare(refused.wrapped, wrapped) === 0) throw refused.error;
      const derived = await derive(await give('open'), wrapped.subarray(0, SALT_BYTES));
      try {
        return { key: cipher.open(derived, wrapped.subarray(SALT_BYTES), CONTEXT) };
      } catch (cause) {
        const error = new MillraceError('PASSPHRASE_WRONG', { thing: 'the stored secrets' }, { cause });
        if (!asks) refused = { wrapped, error };
        throw error;
      }
    },
  };
}
