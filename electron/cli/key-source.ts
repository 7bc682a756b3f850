import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFileWrapper, hasKeyFile } from '../node/key-file.ts';
import { createPassphraseWrapper } from '../node/key-passphrase.ts';
import type { KeyWrapper } from '../ports/cipher.ts';
import type { CommonOptions } from './context.ts';
import type { Terminal } from './terminal.ts';

/**
 * Where the vault's key comes from without a desktop: `MILLRACE_PASSPHRASE`, `--passphrase-file`, the key file that
 * `vault init --unprotected` made, or a prompt on a terminal once a secret is needed; undefined with none of them, so
 * that storing a secret is refused.
 */
export async function findKeySource(
  terminal: Terminal,
  options: CommonOptions,
  dataFolder: string,
): Promise<KeyWrapper | undefined> {
  const cipher = createNodeCipher();
  const fromEnvironment = terminal.environment.MILLRACE_PASSPHRASE;
  if (fromEnvironment) return createPassphraseWrapper(cipher, fromEnvironment);
  if (options.passphraseFile !== undefined) {
    const text = await readFile(resolve(terminal.workingFolder, options.passphraseFile), 'utf8');
    return createPassphraseWrapper(cipher, text.replace(/\r?\n$/, ''));
  }
  if (hasKeyFile(dataFolder)) return createKeyFileWrapper(dataFolder, cipher);
  if (!terminal.asks) return undefined;
  return createPassphraseWrapper(cipher, () => terminal.askSecret('Passphrase that protects stored secrets: '));
}
