import { MillraceError } from '../../../shared/errors/index.ts';
import { createNodeCipher } from '../../node/cipher.ts';
import { findDataFolder } from '../../node/data-folder.ts';
import { createKeyFile, hasKeyFile } from '../../node/key-file.ts';
import { makePrivateFolder } from '../../node/store-files.ts';
import type { Command } from '../context.ts';

/** `millrace vault init --unprotected`: keeps the vault's key in a plain file, knowingly. */
export const initVault: Command<{ unprotected: boolean }> = async ({ terminal, options }, { unprotected }) => {
  const folder = findDataFolder(options.data ?? terminal.environment.MILLRACE_DATA);
  if (!unprotected) {
    const detail =
      'Set MILLRACE_PASSPHRASE or give --passphrase-file FILE to the commands that need secrets; no init is needed. Or add --unprotected.';
    throw new MillraceError('COMMAND_WRONG', { detail });
  }
  makePrivateFolder(folder);
  const existed = hasKeyFile(folder);
  createKeyFile(folder, createNodeCipher());
  terminal.out(
    existed
      ? `“${folder}” has a key file already.\n`
      : `Made a key file in “${folder}”. Secrets there are not protected from anyone who can read that folder.\n`,
  );
  return 0;
};
