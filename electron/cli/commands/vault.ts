import type { VaultStatus } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { createNodeCipher } from '../../node/cipher.ts';
import { findDataFolder } from '../../node/data-folder.ts';
import { createKeyFile, hasKeyFile, removeKeyFile } from '../../node/key-file.ts';
import { makePrivateFolder } from '../../node/store-files.ts';
import type { Command, CommandContext } from '../context.ts';
import { givePassphrase, readPassphraseFile } from '../input/passphrases.ts';

/** What `protection` means, for people (S14). */
const PROTECTIONS: Readonly<Record<VaultStatus['protection'], string>> = {
  'operating-system': 'the operating system’s key store',
  'secret-service': 'this computer’s keyring',
  passphrase: 'a passphrase',
  'unprotected-file': 'an unprotected file: not protected from anyone who can read the data folder',
  none: 'nothing: no key is available here',
};

/** `millrace vault status`: how stored secrets are protected, and whose can't be opened. Exit code 1 while locked. */
export const showVault: Command<Record<never, never>> = async (context) => {
  const { vault } = (await context.openHost()).services;
  const status = await vault.status();
  printStatus(context, status);
  return status.state === 'locked' ? 1 : 0;
};

/** `millrace vault init --unprotected`: keeps the vault's key in a plain file, knowingly. */
export const initVault: Command<{ unprotected: boolean }> = async (context, { unprotected }) => {
  const { terminal, options } = context;
  const folder = findDataFolder(options.data ?? terminal.environment.MILLRACE_DATA);
  if (!unprotected) {
    const detail =
      'Set MILLRACE_PASSPHRASE or give --passphrase-file FILE to the commands that need secrets; no init is needed. Or add --unprotected.';
    throw new MillraceError('COMMAND_WRONG', { detail });
  }
  makePrivateFolder(folder);
  const existed = hasKeyFile(folder);
  createKeyFile(folder, createNodeCipher());
  try {
    const { vault } = (await context.openHost()).services;
    await vault.keepBy('unprotected-file');
  } catch (thrown) {
    // A file that opens nothing would only mislead.
    if (!existed) removeKeyFile(folder);
    throw thrown;
  }
  if (options.json) {
    terminal.out(`${JSON.stringify({ folder, made: !existed }, null, 2)}\n`);
    return 0;
  }
  terminal.out(
    existed
      ? `“${folder}” has a key file already.\n`
      : `Made a key file in “${folder}”. Secrets there are not protected from anyone who can read that folder.\n`,
  );
  return 0;
};

/** `millrace vault passphrase`: sets or changes it; an unprotected file is given up. */
export const changePassphrase: Command<{ newPassphraseFile?: string }> = async (context, { newPassphraseFile }) => {
  const { vault } = (await context.openHost()).services;
  // What protects the secrets now is asked for first, so that nobody chooses a passphrase in vain.
  await vault.ensureOpen();
  const question = 'New passphrase that protects stored secrets: ';
  printStatus(
    context,
    await vault.setPassphrase(
      await givePassphrase(context.terminal, question, '--new-passphrase-file', newPassphraseFile),
    ),
  );
  return 0;
};

/** `millrace vault start-over`: new secrets get a new key, because the old one is lost. */
export const startVaultOver: Command<{ newPassphraseFile?: string }> = async (context, { newPassphraseFile }) => {
  const { vault } = (await context.openHost()).services;
  const passphrase =
    newPassphraseFile === undefined ? undefined : await readPassphraseFile(context.terminal, newPassphraseFile);
  printStatus(context, await vault.startOver(passphrase));
  return 0;
};

function printStatus({ terminal, options }: CommandContext, status: VaultStatus): void {
  if (options.json) {
    terminal.out(`${JSON.stringify(status, null, 2)}\n`);
    return;
  }
  const lines = {
    empty: `No secret is stored yet. The next one will be protected by ${PROTECTIONS[status.protection]}.`,
    open: `Stored secrets are protected by ${status.keptBy.map((kept) => PROTECTIONS[kept]).join(', and by ')}.`,
    locked: `Stored secrets can’t be opened. They are protected by ${status.keptBy.map((kept) => PROTECTIONS[kept]).join(', and by ')}.`,
  };
  terminal.out(`${lines[status.state]}\n`);
  if (status.reason) terminal.out(`${status.reason.why} ${status.reason.fix}\n`);
  for (const { name, problem } of status.unreadable) {
    terminal.out(`“${name}”: ${problem === 'locked' ? 'its secrets are locked' : 'its secrets are damaged'}.\n`);
  }
}
