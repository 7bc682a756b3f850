import type { VaultStatus } from '../../shared/contract/index.ts';

/** What keeps the key of secrets, as the end of “Protected by …”. */
const keepers: Readonly<Record<VaultStatus['keptBy'][number], string>> = {
  'operating-system': 'the operating system’s own store',
  'secret-service': 'this computer’s keyring',
  passphrase: 'your passphrase, which isn’t stored',
  'unprotected-file': 'a file that only your user may read',
  none: 'nothing',
};

/** How well stored secrets are protected now, in a sentence. */
export function describeProtection({ state, protection, reason }: VaultStatus): string {
  if (state === 'locked') {
    const why = reason ? `${reason.why} ${reason.fix}` : 'Their key isn’t available here. Nothing stored was changed.';
    return `Locked: nothing can be opened or stored. ${why}`;
  }
  if (protection === 'none') return 'Not stored: no key is available, so connections with secrets can’t be saved.';
  if (protection === 'unprotected-file') {
    return 'Not protected: their key is in a file that only your user may read. Anyone who can read it can use them.';
  }
  return `Encrypted with a key that is protected by ${keepers[protection]}.`;
}

/** Everything that can open the secrets, in words. */
export function nameKeepers(keptBy: VaultStatus['keptBy']): string {
  const names = keptBy.map((keeper) => keepers[keeper]);
  return names.length === 0 ? 'Nothing yet: the key is made when the first secret is stored.' : sentenceOf(names);
}

function sentenceOf(names: readonly string[]): string {
  const text = names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
