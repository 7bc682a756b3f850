import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Cipher, KeyWrapper } from '../ports/cipher.ts';

const FILE_NAME = 'vault-key.unprotected';
const CONTEXT = 'millrace.key/file/1';

/** True when the person chose to keep the key in a plain file of `folder` (`millrace vault init --unprotected`). */
export function hasKeyFile(folder: string): boolean {
  return existsSync(join(folder, FILE_NAME));
}

/** Writes a new key file, readable by its owner only. Does nothing when there is one. */
export function createKeyFile(folder: string, cipher: Cipher): void {
  if (hasKeyFile(folder)) return;
  const file = openSync(join(folder, FILE_NAME), 'wx', 0o600);
  try {
    writeSync(file, cipher.createKey());
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Wraps the data key with the key in the file, which is no protection from anyone who can read the folder. */
export function createKeyFileWrapper(folder: string, cipher: Cipher): KeyWrapper {
  const readKey = () => new Uint8Array(readFileSync(join(folder, FILE_NAME)));
  return {
    protection: 'unprotected-file',
    wrap: async (key) => cipher.seal(readKey(), key, CONTEXT),
    unwrap: async (wrapped) => cipher.open(readKey(), wrapped, CONTEXT),
  };
}
