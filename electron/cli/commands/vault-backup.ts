import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import { countSecretOwners } from '../../../shared/security/count-secret-owners.ts';
import type { Command } from '../context.ts';
import { readTextFile } from '../input/flow-file.ts';
import { givePassphrase, noPassphrase, readPassphraseFile } from '../input/passphrases.ts';

const OPTION = '--backup-passphrase-file';

/** `millrace vault backup FILE`: all secrets in a file that only its own passphrase opens. */
export const backUpVault: Command<{ file: string; backupPassphraseFile?: string }> = async (context, input) => {
  const { terminal, options } = context;
  const { vault } = (await context.openHost()).services;
  const passphrase = await givePassphrase(terminal, 'Passphrase of the backup: ', OPTION, input.backupPassphraseFile);
  const { text, kinds } = await vault.backup(passphrase);
  const path = await writeNewPrivateFile(terminal.workingFolder, input.file, text);
  if (options.json) terminal.out(`${JSON.stringify({ file: path, count: kinds.length }, null, 2)}\n`);
  else terminal.out(`Wrote the secrets of ${countSecretOwners(kinds)} to “${path}”.\n`);
  return 0;
};

/** `millrace vault restore FILE`. Exit code 1 when something of the backup was left alone because it is newer here. */
export const restoreVault: Command<{ file: string; backupPassphraseFile?: string; replaceNewer?: boolean }> = async (
  context,
  { file, backupPassphraseFile, replaceNewer },
) => {
  const { terminal, options } = context;
  const text = await readTextFile(resolve(terminal.workingFolder, file));
  const { vault } = (await context.openHost()).services;
  const passphrase =
    backupPassphraseFile === undefined
      ? await terminal.askSecret('Passphrase of the backup: ')
      : await readPassphraseFile(terminal, backupPassphraseFile);
  if (!passphrase) throw noPassphrase(OPTION);
  const results = await vault.restore({ text, passphrase, replaceNewer });
  if (options.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  else for (const { name, outcome } of results) terminal.out(`${name}: ${OUTCOMES[outcome]}\n`);
  return results.some(({ outcome }) => outcome === 'newer') ? 1 : 0;
};

const OUTCOMES = {
  restored: 'restored; test it before use.',
  unchanged: 'already has these secrets.',
  newer: 'was changed since the backup and left alone; add --replace-newer to replace its secrets.',
  missing: 'is not on this computer; create it first.',
} as const;

/** Writes a file that only its owner can read, whatever the umask; one that is there already stays as it is. */
async function writeNewPrivateFile(folder: string, file: string, text: string): Promise<string> {
  const path = resolve(folder, file);
  try {
    await using handle = await open(path, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const why = cause instanceof Error ? cause.message : String(cause);
    const detail = exists ? `There is already a file “${path}”.` : `“${path}” can’t be written.`;
    throw new MillraceError('COMMAND_WRONG', { detail }, { cause, why, fix: 'Choose another file.' });
  }
  return path;
}
