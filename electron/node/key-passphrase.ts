import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeyWrapper } from '../ports/cipher.ts';

// OWASP Password Storage Cheat Sheet's strongest listed scrypt setting: N=2^17, r=8, p=1 (128 MiB).
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const CONTEXT = 'millrace.key/passphrase/1';

const derive = promisify(
  (passphrase: string, salt: Uint8Array, done: (error: Error | null, key: Buffer) => void): void =>
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT, done),
);

/**
 * Wraps the data key with a key derived from a passphrase. The wrapped form is salt, then the sealed key. A function is
 * asked for the passphrase when a secret is first needed; without an answer SECRET_STORE_LOCKED is thrown.
 */
export function createPassphraseWrapper(
  cipher: Cipher,
  passphrase: string | (() => Promise<string | undefined>),
): KeyWrapper {
  const ask = async (): Promise<string> => {
    const given = typeof passphrase === 'string' ? passphrase : await passphrase();
    if (!given) throw new MillraceError('SECRET_STORE_LOCKED');
    return given;
  };
  return {
    protection: 'passphrase',
    wrap: async (key) => {
      const salt = randomBytes(SALT_BYTES);
      const sealed = cipher.seal(await derive(await ask(), salt), key, CONTEXT);
      return new Uint8Array(Buffer.concat([salt, sealed]));
    },
    unwrap: async (wrapped) =>
      cipher.open(await derive(await ask(), wrapped.subarray(0, SALT_BYTES)), wrapped.subarray(SALT_BYTES), CONTEXT),
  };
}
