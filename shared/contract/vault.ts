import { z } from 'zod';
import { reads, requires } from './base.ts';

/** What can keep the key of stored secrets. */
export const keyProtection = z.enum(['operating-system', 'secret-service', 'passphrase', 'unprotected-file', 'none']);

/** What has secrets of its own: connections, principals of named credentials, webhooks. */
const secretOwnerKind = z.enum(['connection', 'credential', 'webhook']);

export const vaultStatus = z.object({
  /** `empty`: no secret was ever stored; `locked`: the key isn't available, so secrets can't be read or stored. */
  state: z.enum(['empty', 'open', 'locked']),
  /** How well the key is kept: by the weakest of `keptBy`; `none` when nothing can be stored now. */
  protection: keyProtection,
  /** Everything that can open the secrets. */
  keptBy: z.array(keyProtection),
  /** Why it is locked. */
  reason: z.object({ message: z.string(), why: z.string(), fix: z.string() }).nullable(),
  /** Connections, principals of named credentials and webhooks whose secrets can't be opened now: without the key, or because they were damaged. */
  unreadable: z.array(
    z.object({
      kind: secretOwnerKind,
      /** Of the connection, of the credential whose principal it is, or of the webhook’s flow. */
      id: z.string(),
      name: z.string(),
      problem: z.enum(['locked', 'damaged']),
    }),
  ),
  /** What changed about who keeps the key since Millrace was started, oldest first. */
  notices: z.array(z.string()),
});
export type VaultStatus = z.infer<typeof vaultStatus>;

/** What became of the secrets of one connection, or principal of a named credential, of a backup. */
export const restoredSecrets = z.object({
  /** As the backup says: `connection`, `credential`, `webhook`, or what a later version of Millrace knows. */
  kind: z.string(),
  name: z.string(),
  /** `newer`: changed since the backup and therefore left alone; `missing`: there is no such one here. */
  outcome: z.enum(['restored', 'unchanged', 'newer', 'missing']),
});
export type RestoredSecrets = z.infer<typeof restoredSecrets>;

/** Generous for a person, harmless for the key derivation. */
const passphrase = z.string().min(1).max(1_000);

/** The largest backup that is read, in characters. */
const LARGEST_BACKUP = 20_000_000;

export const vaultContract = {
  status: reads.output(vaultStatus),
  /** Opens the stored secrets, in this process. PASSPHRASE_WRONG changes nothing. */
  unlock: requires('manageVault').input(z.object({ passphrase })).output(vaultStatus),
  /** Protects the stored secrets by a passphrase, instead of an earlier one or an unprotected file. PASSPHRASE_UNFIT. */
  setPassphrase: requires('manageVault').input(z.object({ passphrase })).output(vaultStatus),
  /**
   * When the key is lost: new secrets get a new key (protected by the passphrase, else by the best source that is
   * here). What is stored stays and opens when the old key comes back.
   */
  startOver: requires('manageVault')
    .input(z.object({ passphrase: passphrase.optional() }))
    .output(vaultStatus),
  /** A file of all secrets that only its passphrase opens; `kinds` says of each owner in it what it is. */
  backup: requires('manageVault')
    .input(z.object({ passphrase }))
    .output(z.object({ fileName: z.string(), text: z.string(), kinds: z.array(secretOwnerKind) })),
  /** Puts secrets back where they were. What was changed since the backup stays, unless `replaceNewer`. */
  restore: requires('manageVault')
    .input(z.object({ text: z.string().max(LARGEST_BACKUP), passphrase, replaceNewer: z.boolean().optional() }))
    .output(z.array(restoredSecrets)),
};
