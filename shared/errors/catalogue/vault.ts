import { defineErrors } from '../define.ts';

/** What goes wrong with stored secrets and the key that protects them. */
export const vaultErrors = defineErrors({
  SECRET_DAMAGED: {
    fault: 'world',
    retryable: false,
    exitCode: 1,
    message: 'A stored secret can’t be opened.',
    why: 'It was altered, or it belongs to another connection or field.',
    fix: 'Enter the connection’s secrets again, or restore them from a backup.',
  },
  PASSPHRASE_WRONG: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'The passphrase is wrong.',
    why: 'It doesn’t open {thing}.',
    fix: 'Check capital letters and the keyboard’s language, and enter it again. Nothing was changed.',
  },
  PASSPHRASE_UNFIT: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'This passphrase can’t be used.',
    why: '{detail}',
    fix: 'Choose one of at least {length:character|characters}, for example four words.',
  },
  VAULT_BACKUP_WRONG: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'This file can’t be restored.',
    why: '{detail}',
    fix: 'Choose a file that `millrace vault backup` or the settings page made. Nothing was changed.',
  },
});
