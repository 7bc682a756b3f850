import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFileSource, hasKeyFile } from '../node/key-file.ts';
import { createPassphraseSource } from '../node/key-passphrase.ts';
import type { KeySource } from '../ports/cipher.ts';
import { createSafeStorageSource } from './safe-storage-key.ts';

export type KeySourceOptions = {
  dataFolder: string;
  desktopFolder: string;
  platform: NodeJS.Platform;
  /** `MILLRACE_PASSPHRASE`, when it is set. */
  passphrase: string | undefined;
  reportFailure: (error: unknown) => void;
};

/**
 * What can keep the vault's key on the desktop, the most wanted first: the passphrase that was given, the operating
 * system's key store, the key file that `millrace vault init --unprotected` made; empty with none of them, so that
 * storing a secret is refused (S14). Call it once the app is ready: before, Linux doesn't know its key store.
 */
export async function findDesktopKeySources(options: KeySourceOptions): Promise<KeySource[]> {
  const { dataFolder, desktopFolder, platform, passphrase, reportFailure } = options;
  const cipher = createNodeCipher();
  const sources: KeySource[] = [];
  if (passphrase) sources.push(createPassphraseSource(cipher, passphrase));
  try {
    const system = await createSafeStorageSource({ platform, folder: desktopFolder });
    if (system) sources.push(system);
  } catch (error) {
    // A key store that fails protects nothing; flows without secrets must still open.
    reportFailure(error);
  }
  if (hasKeyFile(dataFolder)) sources.push(createKeyFileSource(dataFolder, cipher));
  return sources;
}
