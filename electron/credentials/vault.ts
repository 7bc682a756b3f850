import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeyProtection, KeyWrapper } from '../ports/cipher.ts';

/** Where wrapped data keys are kept, by the name of what wraps them. */
export type WrappedKeyStore = {
  get(name: string): Uint8Array | undefined;
  set(name: string, wrapped: Uint8Array): void;
};

/** Secrets by field key, as they are before sealing. */
export type Secrets = Record<string, string>;

/** Seals the secrets of connections. One random data key encrypts them; the key itself is wrapped by a key source. */
export type Vault = {
  /** How the key is kept, `none` when no key source is there. */
  readonly protection: KeyProtection;
  /** Secrets → bytes that only this vault opens, and only for `owner`. Throws SECRET_STORE_LOCKED without a key. */
  seal(owner: string, secrets: Secrets): Promise<Uint8Array>;
  /** Throws SECRET_STORE_LOCKED without a key, SECRET_STORE_LOCKED when the bytes were altered or are another owner's. */
  open(owner: string, sealed: Uint8Array): Promise<Secrets>;
};

/** A vault whose key is made on first use and unwrapped at most once. */
export function createVault(cipher: Cipher, wrapper: KeyWrapper | undefined, keys: WrappedKeyStore): Vault {
  let key: Promise<Uint8Array> | undefined;

  const unlock = (): Promise<Uint8Array> => {
    key ??= loadOrCreateKey().catch((error: unknown) => {
      // A passphrase may be given later, so a failure isn't kept.
      key = undefined;
      throw error;
    });
    return key;
  };

  const loadOrCreateKey = async (): Promise<Uint8Array> => {
    if (!wrapper) throw new MillraceError('SECRET_STORE_LOCKED');
    const stored = keys.get(wrapper.protection);
    if (stored) return wrapper.unwrap(stored);
    const created = cipher.createKey();
    keys.set(wrapper.protection, await wrapper.wrap(created));
    return created;
  };

  return {
    protection: wrapper?.protection ?? 'none',
    seal: async (owner, secrets) =>
      cipher.seal(await unlock(), new TextEncoder().encode(JSON.stringify(secrets)), context(owner)),
    open: async (owner, sealed) =>
      JSON.parse(new TextDecoder().decode(cipher.open(await unlock(), sealed, context(owner)))) as Secrets,
  };
}

function context(owner: string): string {
  return `millrace.vault/1:${owner}`;
}
