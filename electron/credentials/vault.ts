import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeyProtection, KeySource, PassphraseSource } from '../ports/cipher.ts';
import { createKeyRing, type DataKey, type KeyRingState, SOURCE_NAMES } from './key-ring.ts';
import type { Protection, WrappedKeyStore } from './key-wraps.ts';
import { openFirstLayout, openSecrets, readBlob, type Secrets, sealSecrets } from './sealed-secrets.ts';

export type { Secrets } from './sealed-secrets.ts';

/** NIST SP 800-63B asks for at least eight characters of a secret that a person remembers. */
export const SHORTEST_PASSPHRASE = 8;

/** Whether secrets can be opened, and what keeps their key. */
export type VaultState = Omit<KeyRingState, 'opened'> & {
  /** How well the key is kept, by the weakest that keeps it; `none` when it can't be opened or there is no source. */
  protection: KeyProtection;
};

/**
 * Seals the secrets of connections. One random data key encrypts them; that key is wrapped by one or more sources.
 * When no source gives it, nothing can be sealed or opened, and nothing stored is changed: the secrets are there as
 * soon as a source gives the key again.
 */
export type Vault = {
  /** How the key is kept as far as is known, `none` when there is no source or it didn't open. */
  readonly protection: KeyProtection;
  /** Secrets → bytes that only this vault opens, and only for `owner`. Throws SECRET_STORE_LOCKED, PASSPHRASE_WRONG. */
  seal(owner: string, secrets: Secrets): Promise<Uint8Array>;
  /** Throws SECRET_STORE_LOCKED or PASSPHRASE_WRONG without the key, SECRET_DAMAGED when altered or another owner's. */
  open(owner: string, sealed: Uint8Array): Promise<Secrets>;
  /** Whether `open` would succeed now, without asking anyone. */
  check(owner: string, sealed: Uint8Array): 'readable' | 'locked' | 'damaged';
  /** True when sealing the same secrets again would protect them better: an older layout or key. */
  isOutdated(sealed: Uint8Array): boolean;
  /** Tries every source that needs no person. */
  state(): Promise<VaultState>;
  /** Opens the key, asking a person if need be; does nothing in an empty vault. Throws as `open`. */
  ensureOpen(): Promise<void>;
  /** Opens what this passphrase protects. Throws PASSPHRASE_WRONG; SECRET_STORE_LOCKED where none protects anything. */
  unlock(passphrase: string): Promise<void>;
  /**
   * Has this passphrase protect the key, instead of the one before and of an unprotected file. In an empty vault it
   * becomes the only protection. Throws PASSPHRASE_UNFIT; SECRET_STORE_LOCKED and PASSPHRASE_WRONG while locked.
   */
  setPassphrase(passphrase: string): Promise<void>;
  /** Has a source that is here keep the key too; makes the key in an empty vault. Throws as `seal`. */
  keepBy(protection: Protection): Promise<void>;
  /**
   * Gives up waiting for a key that is lost: new secrets get a new one. What was sealed stays as it is and opens when
   * the old key comes back. Does nothing while the vault isn't locked. Throws SECRET_STORE_LOCKED without a source.
   */
  startOver(passphrase?: string): Promise<void>;
};

export type VaultParts = {
  cipher: Cipher;
  /** In the order in which they are wanted. */
  sources: readonly KeySource[];
  passphraseSource: PassphraseSource;
  keys: WrappedKeyStore;
  /** Hears, in a sentence for people, what changed about who keeps the key. */
  say?: (notice: string) => void;
  /** Hears that the vault was opened, or that another source keeps it. */
  changed?: () => void;
};

/** A vault whose key is made when the first secret is sealed, and opened when the first one is needed. */
export function createVault(parts: VaultParts): Vault {
  const { cipher, sources, passphraseSource, keys } = parts;
  const ring = createKeyRing({ cipher, sources, store: keys, say: parts.say ?? (() => undefined) });

  // One at a time: each guess of a passphrase costs its half second, however many come at once.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const before = describeState(ring.state(), sources);
    const turn = last.then(work).finally(() => {
      if (describeState(ring.state(), sources) !== before) parts.changed?.();
    });
    last = turn.catch(() => undefined);
    return turn;
  };

  const openKey = async (keyId?: string): Promise<DataKey | undefined> => {
    const find = () => ring.openKeys().find(({ id }) => id === (keyId ?? ring.currentId()));
    if (!find()) await ring.open(keyId === undefined ? { ask: true } : { ask: true, keyId });
    return find();
  };
  const currentKey = async (): Promise<DataKey> => {
    if (ring.state().state === 'empty') await ring.create(sources);
    const key = await openKey();
    if (!key) throw locked(ring.state());
    return key;
  };
  /** With the keys that are open; undefined when another one is needed. Throws SECRET_DAMAGED. */
  const tryOpen = (owner: string, sealed: Uint8Array): Secrets | undefined => {
    const blob = readBlob(sealed);
    if (blob) {
      const key = ring.openKeys().find(({ id }) => id === blob.keyId);
      if (!key && !ring.hasClosedKey(blob.keyId)) throw new MillraceError('SECRET_DAMAGED');
      return key && openSecrets(cipher, key.key, owner, blob);
    }
    for (const { key } of ring.openKeys()) {
      try {
        return openFirstLayout(cipher, key, owner, sealed);
      } catch {
        // Sealed with another key of the ring, or damaged: told below when no other key could open it.
      }
    }
    if (!ring.hasClosedKey()) throw new MillraceError('SECRET_DAMAGED');
    return undefined;
  };

  const vault: Vault = {
    get protection() {
      return protectionOf(ring.state(), sources);
    },
    seal: (owner, secrets) => inTurn(async () => sealSecrets(cipher, await currentKey(), owner, secrets)),
    open: (owner, sealed) =>
      inTurn(async () => {
        const keyId = readBlob(sealed)?.keyId;
        await openKey(keyId);
        const secrets = tryOpen(owner, sealed);
        if (!secrets) throw locked({ ...ring.state(), keptBy: ring.keptBy(keyId) });
        return secrets;
      }),
    check: (owner, sealed) => {
      try {
        return tryOpen(owner, sealed) ? 'readable' : 'locked';
      } catch {
        // Only damage is thrown; asking for the secrets tells its cause and fix.
        return 'damaged';
      }
    },
    isOutdated: (sealed) => {
      try {
        return readBlob(sealed)?.keyId !== ring.currentId();
      } catch {
        // What is damaged can't be sealed anew.
        return false;
      }
    },
    state: () =>
      inTurn(async () => {
        if (ring.state().state === 'locked') await ring.open({ ask: false });
        const { opened: _, ...state } = ring.state();
        return { ...state, protection: vault.protection };
      }),
    ensureOpen: () =>
      inTurn(async () => {
        if (ring.state().state === 'empty') return;
        await currentKey();
      }),
    unlock: (passphrase) =>
      inTurn(async () => {
        const { opened, tried, error } = await ring.openWith(passphraseSource(passphrase));
        if (tried === 0) throw locked(ring.state(), 'No passphrase protects them.');
        if (opened === 0 && error) throw error;
      }),
    setPassphrase: (passphrase) =>
      inTurn(async () => {
        const source = fitPassphrase(passphrase);
        if (ring.state().state === 'empty') return ring.create([source]);
        await currentKey();
        await ring.addWrap(source);
        await ring.removeWraps('unprotected-file');
      }),
    keepBy: (protection) =>
      inTurn(async () => {
        const source = sources.find((candidate) => candidate.protection === protection);
        if (!source) throw new MillraceError('SECRET_STORE_LOCKED');
        if (ring.state().state === 'empty') return ring.create([source]);
        await currentKey();
        if (!ring.state().keptBy.includes(protection)) await ring.addWrap(source);
      }),
    startOver: (passphrase) =>
      inTurn(async () => {
        await ring.open({ ask: false });
        if (ring.state().state !== 'locked') return;
        await ring.create(passphrase === undefined ? sources : [fitPassphrase(passphrase)]);
      }),
  };

  function fitPassphrase(passphrase: string): KeySource {
    if ([...passphrase].length < SHORTEST_PASSPHRASE) {
      throw new MillraceError('PASSPHRASE_UNFIT', { detail: 'It is too short.', length: SHORTEST_PASSPHRASE });
    }
    return passphraseSource(passphrase);
  }
  return vault;
}

/** The weakest of what keeps the key says how well it is kept (S14). */
function protectionOf({ state, keptBy, opened, reason }: KeyRingState, sources: readonly KeySource[]): KeyProtection {
  if (state === 'open') {
    if (keptBy.includes('unprotected-file')) return 'unprotected-file';
    return opened && keptBy.includes(opened) ? opened : (keptBy[0] ?? 'none');
  }
  if (reason) return 'none';
  const usable = state === 'empty' ? sources : sources.filter(({ protection }) => keptBy.includes(protection));
  return usable[0]?.protection ?? 'none';
}

function describeState(state: KeyRingState, sources: readonly KeySource[]): string {
  return [state.state, protectionOf(state, sources), ...state.keptBy].join();
}

/** Why nothing can be opened, naming what would open it; the secrets themselves are untouched. */
function locked({ reason, keptBy }: KeyRingState, why?: string): MillraceError {
  if (reason?.code === 'PASSPHRASE_WRONG' && !why) return reason;
  const names = keptBy.map((protection) => SOURCE_NAMES[protection]).join(' or ');
  const cause = why ?? reason?.why ?? `Their key is protected by ${names || 'something'} that isn’t available here.`;
  const fix = keptBy.includes('passphrase')
    ? 'Enter the passphrase: in Settings, as MILLRACE_PASSPHRASE, or with --passphrase-file FILE. Nothing stored was changed.'
    : (reason?.fix ??
      `Make ${names || 'their key'} available again, or enter the secrets anew. Nothing stored was changed.`);
  return new MillraceError('SECRET_STORE_LOCKED', {}, { why: cause, fix, cause: reason });
}
