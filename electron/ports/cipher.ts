/** How well the key of the vault is kept, said honestly (S14). */
export type KeyProtection = 'operating-system' | 'secret-service' | 'passphrase' | 'unprotected-file' | 'none';

/**
 * Something outside the store that keeps the vault's data key: it wraps the key into bytes that only it can unwrap.
 * Asynchronous because Electron's safeStorage is.
 */
export type KeySource = {
  readonly protection: Exclude<KeyProtection, 'none'>;
  /** True when a person is asked each time; such a source is used only when a secret is needed. */
  readonly asks?: boolean;
  /** Throws SECRET_STORE_LOCKED when the source isn't available or keeps nothing safely. */
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /**
   * `isStale` is true when the source wants to wrap the key anew. Throws SECRET_STORE_LOCKED when the source isn't
   * available or didn't wrap these bytes, PASSPHRASE_WRONG when it is a passphrase and another one is needed.
   */
  unwrap(wrapped: Uint8Array): Promise<{ key: Uint8Array; isStale?: boolean }>;
  /** Removes what the source keeps outside the store for these bytes, once they aren't needed any more. */
  discard?(wrapped: Uint8Array): Promise<void>;
};

/** Makes the key source of a passphrase that was just given. */
export type PassphraseSource = (passphrase: string) => KeySource;

/** Authenticated encryption (AES-256-GCM); `context` is bound as additional data, so a blob can't be moved (S13). */
export type Cipher = {
  createKey(): Uint8Array;
  /** 32 hexadecimal digits that are the same for the same key and tell nothing about it. */
  identify(key: Uint8Array): string;
  /** Never the same twice: the nonce is random. */
  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array;
  /** Throws SECRET_DAMAGED when the blob, the key or the context isn't the one it was sealed with. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
};
