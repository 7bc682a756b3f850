import type { Command } from 'commander';
import type { Define, Execute } from './define-command.ts';

const ownPassphrase = [
  '--backup-passphrase-file <file>',
  'a file with the passphrase of the backup; else it is asked for',
] as const;

/** `millrace vault …`: how stored secrets are protected. */
export function addVault(program: Command, define: Define, execute: Execute): void {
  const vault = program.command('vault').description('how stored secrets are protected').exitOverride();
  define(vault, 'status', 'say what protects stored secrets, and whose can’t be opened').action(async (options) => {
    const { showVault } = await import('./commands/vault.ts');
    await execute('vault status', options, (context) => showVault(context, {}));
  });
  define(vault, 'init', 'keep the key of stored secrets in the data folder; with a passphrase no init is needed')
    .option('--unprotected', 'know that the file protects nothing from anyone who can read that folder')
    .action(async (options) => {
      const { initVault } = await import('./commands/vault.ts');
      await execute('vault init', options, (context) =>
        initVault(context, { unprotected: options.unprotected === true }),
      );
    });
  define(vault, 'passphrase', 'protect stored secrets by a passphrase, or change it; an unprotected file is given up')
    .option('--new-passphrase-file <file>', 'a file with the new passphrase; else it is asked for')
    .action(async (options) => {
      const { changePassphrase } = await import('./commands/vault.ts');
      await execute('vault passphrase', options, (context) => changePassphrase(context, options));
    });
  define(vault, 'start-over', 'give new secrets a new key when the old one is lost; old secrets stay locked')
    .option(
      '--new-passphrase-file <file>',
      'a file with the passphrase that protects the new key; else the best way here',
    )
    .action(async (options) => {
      const { startVaultOver } = await import('./commands/vault.ts');
      await execute('vault start-over', options, (context) => startVaultOver(context, options));
    });
  define(vault, 'backup <file>', 'write all secrets to a new file that only its own passphrase opens')
    .option(...ownPassphrase)
    .action(async (file, options) => {
      const { backUpVault } = await import('./commands/vault-backup.ts');
      await execute('vault backup', options, (context) => backUpVault(context, { file, ...options }));
    });
  define(vault, 'restore <file>', 'put the secrets of a backup back to their owners; newer ones stay')
    .option(...ownPassphrase)
    .option('--replace-newer', 'replace secrets that were changed since the backup as well')
    .action(async (file, options) => {
      const { restoreVault } = await import('./commands/vault-backup.ts');
      await execute('vault restore', options, (context) => restoreVault(context, { file, ...options }));
    });
}
