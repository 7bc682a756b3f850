import { safeStorage } from 'electron';
import { MillraceError } from '../../shared/errors/index.ts';
import type { KeyWrapper } from '../ports/cipher.ts';

/** Linux backends of safeStorage that protect nothing: a password built into Chromium, or none that is known. */
const UNPROTECTED_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/**
 * The operating system's own store as key source, or undefined where it protects nothing (S14): then the person must
 * choose a passphrase. Only the asynchronous calls are used; the synchronous ones are deprecated.
 */
export async function createSafeStorageWrapper(platform: NodeJS.Platform): Promise<KeyWrapper | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return undefined;
  if (platform === 'linux' && UNPROTECTED_BACKENDS.has(safeStorage.getSelectedStorageBackend())) return undefined;
  return {
    protection: 'operating-system',
    wrap: async (key) => new Uint8Array(await safeStorage.encryptStringAsync(Buffer.from(key).toString('base64'))),
    unwrap: async (wrapped) => {
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(wrapped));
        return new Uint8Array(Buffer.from(result, 'base64'));
      } catch (cause) {
        const why = 'The operating system’s key store doesn’t give the key that was used here before.';
        throw new MillraceError('SECRET_STORE_LOCKED', {}, { cause, why });
      }
    },
  };
}
