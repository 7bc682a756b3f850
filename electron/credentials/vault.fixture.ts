import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFile, createKeyFileSource } from '../node/key-file.ts';
import { createPassphraseSource } from '../node/key-passphrase.ts';
import type { KeyProtection, KeySource } from '../ports/cipher.ts';
import type { WrappedKeyStore } from './key-wraps.ts';
import { createVault, type Vault } from './vault.ts';

export const cipher = createNodeCipher();

/** Wrapped keys in memory; `names` tells what is stored. */
export type MemoryKeys = WrappedKeyStore & { names(): string[] };

export function createMemoryKeys(): MemoryKeys {
  const keys = new Map<string, Uint8Array>();
  return {
    names: () => [...keys.keys()].sort(),
    list: () => [...keys].map(([name, wrapped]) => ({ name, wrapped })),
    set: (name, wrapped) => void keys.set(name, wrapped),
    rename: (from, to) => {
      const wrapped = keys.get(from);
      keys.delete(from);
      if (wrapped) keys.set(to, wrapped);
    },
    remove: (name) => void keys.delete(name),
  };
}

/** A source that is as quick as a key file, whatever it passes for; another `folder` is another computer. */
export function createQuickSource(
  protection: Exclude<KeyProtection, 'none'> = 'unprotected-file',
  folder = createTemporaryFolder(),
): KeySource {
  createKeyFile(folder, cipher);
  return { ...createKeyFileSource(folder, cipher), protection };
}

/** A vault of a process that finds these sources; `said` holds the notices. */
export function openVault(keys: WrappedKeyStore, sources: readonly KeySource[], said: string[] = []): Vault {
  return createVault({
    cipher,
    sources,
    keys,
    passphraseSource: (passphrase) => createPassphraseSource(cipher, passphrase),
    say: (notice) => said.push(notice),
  });
}
