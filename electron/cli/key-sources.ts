import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFileSource, hasKeyFile } from '../node/key-file.ts';
import { createPassphraseSource } from '../node/key-passphrase.ts';
import { createSecretServiceSource } from '../node/key-secret-service.ts';
import type { KeySource } from '../ports/cipher.ts';
import type { CommonOptions } from './context.ts';
import { askNewPassphrase, readPassphraseFile } from './input/passphrases.ts';
import type { Terminal } from './terminal.ts';

/**
 * What can keep the vault's key without a desktop, the most wanted first: `MILLRACE_PASSPHRASE`, `--passphrase-file`,
 * the key file that was chosen knowingly with `vault init --unprotected`, the Secret Service, a prompt on a terminal
 * once a secret is needed. Empty with none of them, so that storing a secret is refused.
 */
export async function findKeySources(
  terminal: Terminal,
  options: CommonOptions,
  dataFolder: string,
): Promise<KeySource[]> {
  const cipher = createNodeCipher();
  const passphrase = await readPassphrase(terminal, options);
  const sources: KeySource[] = [];
  if (passphrase !== undefined) sources.push(createPassphraseSource(cipher, passphrase));
  if (hasKeyFile(dataFolder)) sources.push(createKeyFileSource(dataFolder, cipher));
  if (mayHaveKeyring(terminal)) sources.push(createSecretServiceSource(cipher));
  if (passphrase === undefined && terminal.asks) {
    const question = 'Passphrase that protects stored secrets: ';
    const ask = (purpose: 'open' | 'new') =>
      purpose === 'new' ? askNewPassphrase(terminal, question) : terminal.askSecret(question);
    sources.push(createPassphraseSource(cipher, ask));
  }
  return sources;
}

async function readPassphrase(terminal: Terminal, options: CommonOptions): Promise<string | undefined> {
  const fromEnvironment = terminal.environment.MILLRACE_PASSPHRASE;
  if (fromEnvironment) return fromEnvironment;
  return options.passphraseFile === undefined ? undefined : readPassphraseFile(terminal, options.passphraseFile);
}

/** True on a Linux where a D-Bus session, and so perhaps a keyring, can be reached (D-Bus specification, addresses). */
function mayHaveKeyring({ environment }: Terminal): boolean {
  if (process.platform !== 'linux') return false;
  if (environment.DBUS_SESSION_BUS_ADDRESS) return true;
  return environment.XDG_RUNTIME_DIR !== undefined && existsSync(join(environment.XDG_RUNTIME_DIR, 'bus'));
}
