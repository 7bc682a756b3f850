import type { RestoredSecrets, VaultStatus } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type Secrets, SHORTEST_PASSPHRASE, type Vault } from '../../credentials/vault.ts';
import { type BackedUpSecrets, readBackup, writeBackup } from '../../credentials/vault-backup.ts';
import type { Cipher, KeyProtection, PassphraseSource } from '../../ports/cipher.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SecretOwner, SecretOwnerKind, SecretOwners } from './secret-owners.ts';

/** What the host does with the vault as a whole. Secrets leave it only inside a backup that a passphrase seals. */
export type VaultService = {
  /** Tries what needs no person, and seals anew what an older layout or key sealed. */
  status(): Promise<VaultStatus>;
  /** Opens the vault, asking a person if need be. Throws PASSPHRASE_WRONG, SECRET_STORE_LOCKED. */
  ensureOpen(): Promise<void>;
  /** Throws PASSPHRASE_WRONG, SECRET_STORE_LOCKED. */
  unlock(passphrase: string): Promise<VaultStatus>;
  /** Throws PASSPHRASE_UNFIT, SECRET_STORE_LOCKED, PASSPHRASE_WRONG. */
  setPassphrase(passphrase: string): Promise<VaultStatus>;
  /** Throws SECRET_STORE_LOCKED, PASSPHRASE_UNFIT. */
  startOver(passphrase?: string): Promise<VaultStatus>;
  /** Has a source that is here keep the key as well. Throws SECRET_STORE_LOCKED, PASSPHRASE_WRONG. */
  keepBy(protection: Exclude<KeyProtection, 'none'>): Promise<VaultStatus>;
  /** Throws PASSPHRASE_UNFIT, and what opening a secret throws: a backup is whole or isn't made. */
  backup(passphrase: string): Promise<{ fileName: string; text: string; kinds: SecretOwnerKind[] }>;
  /** Throws VAULT_BACKUP_WRONG, PASSPHRASE_WRONG, SECRET_STORE_LOCKED; nothing was restored then. */
  restore(input: { text: string; passphrase: string; replaceNewer?: boolean | undefined }): Promise<RestoredSecrets[]>;
};

type Parts = {
  vault: Vault;
  owners: readonly SecretOwners[];
  cipher: Cipher;
  passphraseSource: PassphraseSource;
  clock: Pick<Clock, 'now'>;
  /** What was said about who keeps the key. */
  notices: readonly string[];
  /** Hears whose secrets were replaced. */
  replaced(kind: SecretOwnerKind, id: string): void;
};

export function createVaultService(parts: Parts): VaultService {
  const { vault, owners, clock } = parts;
  const list = (): { group: SecretOwners; owner: SecretOwner }[] =>
    owners.flatMap((group) =>
      group.list().flatMap(({ sealed, ...owner }) => (sealed ? [{ group, owner: { ...owner, sealed } }] : [])),
    );

  const status = async (): Promise<VaultStatus> => {
    const { state, keptBy, protection, reason } = await vault.state();
    if (state === 'open') await sealAnew();
    const unreadable = list().flatMap(({ group: { kind }, owner: { id, partOf, name, sealed } }) => {
      const problem = vault.check(id, sealed);
      return problem === 'readable' ? [] : [{ kind, id: partOf, name, problem }];
    });
    const described = reason && { message: reason.message, why: reason.why, fix: reason.fix };
    return { state, protection, keptBy, reason: described ?? null, unreadable, notices: [...parts.notices] };
  };

  const sealAnew = async (): Promise<void> => {
    for (const { group, owner } of list()) {
      if (!vault.isOutdated(owner.sealed) || vault.check(owner.id, owner.sealed) !== 'readable') continue;
      group.reseal(owner.id, owner.sealed, await vault.seal(owner.id, await vault.open(owner.id, owner.sealed)));
    }
  };

  /** The present secrets, or undefined where they can't be opened. */
  const openIfReadable = async ({ id, sealed }: SecretOwner): Promise<Secrets | undefined> =>
    vault.check(id, sealed) === 'readable' ? vault.open(id, sealed) : undefined;

  return {
    status,
    ensureOpen: vault.ensureOpen,
    unlock: async (passphrase) => {
      await vault.unlock(passphrase);
      return status();
    },
    setPassphrase: async (passphrase) => {
      await vault.setPassphrase(passphrase);
      return status();
    },
    startOver: async (passphrase) => {
      await vault.startOver(passphrase);
      return status();
    },
    keepBy: async (protection) => {
      await vault.keepBy(protection);
      return status();
    },

    backup: async (passphrase) => {
      if ([...passphrase].length < SHORTEST_PASSPHRASE) {
        throw new MillraceError('PASSPHRASE_UNFIT', { detail: 'It is too short.', length: SHORTEST_PASSPHRASE });
      }
      const entries: (BackedUpSecrets & { kind: SecretOwnerKind })[] = [];
      for (const { group, owner } of list()) {
        const { id, name, details, updatedAt, sealed } = owner;
        const secrets = await vault.open(id, sealed).catch((thrown: unknown) => {
          throw nameOwner(thrown, name);
        });
        entries.push({ kind: group.kind, id, name, details, updatedAt, secrets });
      }
      const createdAt = new Date(clock.now()).toISOString();
      const text = await writeBackup(parts, { entries, passphrase, createdAt });
      return {
        fileName: `millrace-secrets-${createdAt.slice(0, 10)}.json`,
        text,
        kinds: entries.map(({ kind }) => kind),
      };
    },

    restore: async ({ text, passphrase, replaceNewer }) => {
      const entries = await readBackup(parts, { text, passphrase });
      const plan: { entry: BackedUpSecrets; outcome: RestoredSecrets['outcome']; put?: () => void }[] = [];
      await vault.state();
      for (const entry of entries) {
        const group = owners.find(({ kind }) => kind === entry.kind);
        const target = group && findTarget(group, entry);
        if (!group || !target) {
          plan.push({ entry, outcome: 'missing' });
          continue;
        }
        const { id, sealed } = target;
        const present = sealed ? await openIfReadable({ ...target, sealed }) : undefined;
        // What can be read and differs was changed since, by an edit or by the service that replaced it.
        const wasChanged = target.updatedAt > entry.updatedAt && (sealed !== null || id === entry.id);
        const isNewer = present !== undefined || wasChanged;
        if (present && sameSecrets(present, entry.secrets)) plan.push({ entry, outcome: 'unchanged' });
        else if (isNewer && replaceNewer !== true) plan.push({ entry, outcome: 'newer' });
        else {
          const resealed = await vault.seal(id, entry.secrets);
          const put = () => {
            group.replace(id, resealed, Object.keys(entry.secrets));
            parts.replaced(group.kind, id);
          };
          plan.push({ entry, outcome: 'restored', put });
        }
      }
      // Everything that can fail was done above.
      for (const { put } of plan) put?.();
      return plan.map(({ entry, outcome }) => ({ kind: entry.kind, name: entry.name, outcome }));
    },
  };
}

/** The owner that the backup means: the same one, or one made anew by the same name that signs in to the same place. */
function findTarget(group: SecretOwners, { id, name, details }: BackedUpSecrets) {
  const all = group.list();
  const isSame = (one: (typeof all)[number]) =>
    one.name === name && JSON.stringify(sortKeys(one.details)) === JSON.stringify(sortKeys(details));
  return all.find((one) => one.id === id) ?? all.find(isSame);
}

function sameSecrets(one: Secrets, other: Secrets): boolean {
  return JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));
}

function sortKeys(value: object): [string, unknown][] {
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, typeof inner === 'object' && inner !== null ? sortKeys(inner) : inner]);
}

function nameOwner(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof MillraceError) || thrown.code !== 'SECRET_DAMAGED') return thrown;
  const message = `The secrets of “${name}” can’t be opened, so no backup was made.`;
  return new MillraceError('SECRET_DAMAGED', {}, { cause: thrown, message });
}
