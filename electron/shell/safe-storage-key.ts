import { safeStorage } from 'electron';
import { MillraceError } from '../../shared/errors/index.ts';
import type { KeySource } from '../ports/cipher.ts';
import { isSameKeyStore } from './key-store-check.ts';

/** Linux backends of safeStorage that protect nothing: a password built into Chromium, or none that is known. */
const UNPROTECTED_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

export type SafeStorageOptions = {
  platform: NodeJS.Platform;
  /** Where the sample is kept that tells a changed key store. */
  folder: string;
};

/**
 * The operating system's own store as key source, or undefined where it protects nothing: it is unavailable, its
 * backend is none, or it is another one than before (S14). Then no secret is stored until the person chooses a key
 * source. Only the asynchronous calls are used; the synchronous ones are deprecated.
 */
export async function createSafeStorageSource(options: SafeStorageOptions): Promise<KeySource | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return undefined;
  const backend = options.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : options.platform;
  if (UNPROTECTED_BACKENDS.has(backend)) return undefined;
  if (!(await isSameKeyStore(options.folder, backend))) return undefined;
  return {
    protection: 'operating-system',
    wrap: async (key) => new Uint8Array(await safeStorage.encryptStringAsync(Buffer.from(key).toString('base64'))),
    unwrap: async (wrapped) => {
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(wrapped));
        return { key: new Uint8Array(Buffer.from(result, 'base64')), isStale: shouldReEncrypt };
      } catch (cause) {
        const why = 'The operating system’s key store doesn’t give the key that was used here before.';
        const fix = 'Unlock the key store of this computer’s account and start Millrace again.';
        throw new MillraceError('SECRET_STORE_LOCKED', {}, { cause, why, fix });
      }
    },
  };
}
