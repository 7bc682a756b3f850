import { randomBytes } from 'node:crypto';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeySource } from '../ports/cipher.ts';

const CONTEXT = 'millrace.key/secret-service/1';
/** The name under which keyring programs show the entry. */
const SERVICE = 'Millrace';
const ACCOUNT_BYTES = 16;

/**
 * Keeps a key in the desktop-independent keyring of Linux (Secret Service over D-Bus: GNOME Keyring, KWallet,
 * KeePassXC). Each wrap has an entry of its own with a random account, which the wrapped form starts with, so a data
 * folder may move and two folders never meet. Never falls back to the kernel's keyring, which forgets on reboot.
 */
export function createSecretServiceSource(cipher: Cipher): KeySource {
  return {
    protection: 'secret-service',
    wrap: async (key) => {
      const account = randomBytes(ACCOUNT_BYTES);
      const entryKey = cipher.createKey();
      await withEntry(account, (entry) => entry.setSecret(entryKey));
      return new Uint8Array(Buffer.concat([account, cipher.seal(entryKey, key, CONTEXT)]));
    },
    unwrap: async (wrapped) => {
      const secret = await withEntry(wrapped.subarray(0, ACCOUNT_BYTES), (entry) => entry.getSecret());
      if (!secret) throw lock('The keyring has no key for this data folder.');
      try {
        return { key: cipher.open(Uint8Array.from(secret), wrapped.subarray(ACCOUNT_BYTES), CONTEXT) };
      } catch (cause) {
        throw lock('The keyring has another key than before.', cause);
      }
    },
    discard: async (wrapped) => {
      await withEntry(wrapped.subarray(0, ACCOUNT_BYTES), (entry) => entry.deleteCredential());
    },
  };
}

type Entry = import('@napi-rs/keyring').AsyncEntry;

async function withEntry<Result>(account: Uint8Array, work: (entry: Entry) => Promise<Result>): Promise<Result> {
  try {
    // A native module that only a headless Linux needs, and only once a secret does.
    const { AsyncEntry } = await import('@napi-rs/keyring');
    const name = `vault key ${Buffer.from(account).toString('hex')}`;
    return await work(new AsyncEntry(SERVICE, name, { linux: { store: 'secret-service' } }));
  } catch (cause) {
    throw lock('The keyring (Secret Service) can’t be reached, or it is locked.', cause);
  }
}

function lock(why: string, cause?: unknown): MillraceError {
  const fix = 'Unlock the keyring of your user and try again, or use a passphrase.';
  return new MillraceError('SECRET_STORE_LOCKED', {}, { why, fix, cause });
}
