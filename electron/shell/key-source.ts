import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFileWrapper, hasKeyFile } from '../node/key-file.ts';
import { createPassphraseWrapper } from '../node/key-passphrase.ts';
import type { KeyWrapper } from '../ports/cipher.ts';
import { createSafeStorageWrapper } from './safe-storage-key.ts';

export type KeySourceOptions = {
  dataFolder: string;
  desktopFolder: string;
  platform: NodeJS.Platform;
  /** `MILLRACE_PASSPHRASE`, when it is set. */
  passphrase: string | undefined;
  reportFailure: (error: unknown) => void;
};

/**
 * Where the vault's key comes from on the desktop: the passphrase that was given, else the operating system's key
 * store, else the key file that `millrace vault init --unprotected` made; undefined with none of them, so that storing
 * a secret is refused (S14). Call it once the app is ready: before, Linux doesn't know its key store.
 */
export async function findDesktopKeySource(options: KeySourceOptions): Promise<KeyWrapper | undefined> {
  const { dataFolder, desktopFolder, platform, passphrase, reportFailure } = options;
  const cipher = createNodeCipher();
  if (passphrase) return createPassphraseWrapper(cipher, passphrase);
  try {
    const wrapper = await createSafeStorageWrapper({ platform, folder: desktopFolder });
    if (wrapper) return wrapper;
  } catch (error) {
    // A key store that fails protects nothing; flows without secrets must still open.
    reportFailure(error);
  }
  return hasKeyFile(dataFolder) ? createKeyFileWrapper(dataFolder, cipher) : undefined;
}
