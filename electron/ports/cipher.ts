/** How well the key of the vault is kept, said honestly (S14). */
export type KeyProtection = 'operating-system' | 'secret-service' | 'passphrase' | 'unprotected-file' | 'none';

/**
 * Wraps and unwraps the vault's data key. Asynchronous because Electron's safeStorage is. Both throw
 * SECRET_STORE_LOCKED when no key is available.
 */
export type KeyWrapper = {
  readonly protection: KeyProtection;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
};

/** Authenticated encryption (AES-256-GCM); `context` is bound as additional data, so a blob can't be moved (S13). */
export type Cipher = {
  createKey(): Uint8Array;
  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array;
  /** Throws SECRET_STORE_LOCKED when the blob, the key or the context isn't the one it was sealed with. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
};
