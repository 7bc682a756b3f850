import { implementer } from './implementer.ts';

const vault = implementer.vault;

/** `contract.vault`. */
export const vaultHandlers = {
  status: vault.status.handler(({ context }) => context.vault.status()),
  unlock: vault.unlock.handler(({ context, input }) => context.vault.unlock(input.passphrase)),
  setPassphrase: vault.setPassphrase.handler(({ context, input }) => context.vault.setPassphrase(input.passphrase)),
  startOver: vault.startOver.handler(({ context, input }) => context.vault.startOver(input.passphrase)),
  backup: vault.backup.handler(({ context, input }) => context.vault.backup(input.passphrase)),
  restore: vault.restore.handler(({ context, input }) => context.vault.restore(input)),
};
