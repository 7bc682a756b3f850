import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeySource } from '../ports/cipher.ts';

const FILE_NAME = 'vault-key.unprotected';
const CONTEXT = 'millrace.key/file/1';

/** True when the person chose to keep the key in a plain file of `folder` (`millrace vault init --unprotected`). */
export function hasKeyFile(folder: string): boolean {
  return existsSync(join(folder, FILE_NAME));
}

/** Writes a new key file, readable by its owner only (S15). Does nothing when there is one. */
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

/** Removes the key file; nothing happens where there is none. */
export function removeKeyFile(folder: string): void {
  rmSync(join(folder, FILE_NAME), { force: true });
}

/** Wraps the data key with the key in the file, which is no protection from anyone who can read the folder. */
export function createKeyFileSource(folder: string, cipher: Cipher): KeySource {
  const path = join(folder, FILE_NAME);
  const lock = (why: string, cause?: unknown): MillraceError => {
    const fix = `Put the file “${path}” back as it was, or enter the secrets again.`;
    return new MillraceError('SECRET_STORE_LOCKED', {}, { why, fix, cause });
  };
  const readKey = (): Uint8Array => {
    try {
      return new Uint8Array(readFileSync(path));
    } catch (cause) {
      throw lock('The key file can’t be read.', cause);
    }
  };
  return {
    protection: 'unprotected-file',
    wrap: async (key) => {
      const fileKey = readKey();
      if (fileKey.length !== 32) throw lock('The key file is damaged.');
      return cipher.seal(fileKey, key, CONTEXT);
    },
    unwrap: async (wrapped) => {
      const fileKey = readKey();
      try {
        return { key: cipher.open(fileKey, wrapped, CONTEXT) };
      } catch (cause) {
        throw lock('The key file is another one than before, or it is damaged.', cause);
      }
    },
    discard: async () => removeKeyFile(folder),
  };
}
