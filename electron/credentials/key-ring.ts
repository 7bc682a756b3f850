import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Cipher, KeySource } from '../ports/cipher.ts';
import { type KeyWrap, nameWrap, type Protection, readWraps, type WrappedKeyStore } from './key-wraps.ts';

export type DataKey = { id: string; key: Uint8Array };

/** What keeps the current data key. `opened` is the source that opened it in this process, if one did. */
export type KeyRingState = {
  state: 'empty' | 'open' | 'locked';
  keptBy: Protection[];
  opened: Protection | undefined;
  /** Why it is locked, once that was tried. */
  reason: MillraceError | undefined;
};

/**
 * The data keys of a store in memory, opened at most once each. One is current and seals; older ones stay, so that
 * what they sealed opens when their source is back. Each may be wrapped by several sources. Not for parallel use: its
 * owner calls one method at a time.
 */
export type KeyRing = {
  state(): KeyRingState;
  /** The current key's id, if it is open or known; undefined in an empty store. */
  currentId(): string | undefined;
  /** Every open key. */
  openKeys(): DataKey[];
  /** True when a key of this store isn't open; with an id, when that key is one of this store's and isn't open. */
  hasClosedKey(id?: string): boolean;
  /** The sources that keep a key. */
  keptBy(id: string | undefined): Protection[];
  /** Tries to open every key with every source; those that ask a person only when `ask` and only for what is needed. */
  open(options: { ask: boolean; keyId?: string }): Promise<void>;
  /** Opens whatever this one source opens, and says how many keys it was right for. Throws nothing of the source's. */
  openWith(source: KeySource): Promise<{ opened: number; tried: number; error: MillraceError | undefined }>;
  /** Makes a new current key, kept by the first of the sources that can. Throws SECRET_STORE_LOCKED. */
  create(sources: readonly KeySource[]): Promise<void>;
  /** Has the source keep the current key and the older ones that are open. Throws what the source throws. */
  addWrap(source: KeySource): Promise<void>;
  /** Takes the open keys away from a source. */
  removeWraps(protection: Protection): Promise<void>;
};

type Parts = {
  cipher: Cipher;
  sources: readonly KeySource[];
  store: WrappedKeyStore;
  /** Hears, in a sentence for people, what changed about who keeps the key. */
  say(notice: string): void;
};

export const SOURCE_NAMES: Readonly<Record<Protection, string>> = {
  'operating-system': 'the operating system’s key store',
  'secret-service': 'this computer’s keyring',
  passphrase: 'a passphrase',
  'unprotected-file': 'an unprotected file',
};

export function createKeyRing({ cipher, sources, store, say }: Parts): KeyRing {
  const open = new Map<string, Uint8Array>();
  let opened: Protection | undefined;
  let reason: MillraceError | undefined;
  /** Names of wraps that their source, though it is here, couldn't open: it is another one than before. */
  const refused = new Set<string>();

  const wraps = (): KeyWrap[] => readWraps(store);
  const currentId = (): string | undefined => wraps()[0]?.keyId;
  const isCurrentOpen = (): boolean => {
    const id = currentId();
    return id !== undefined && open.has(id);
  };

  /** Unwraps one; the first layout's gets its place among the keys as soon as its id is known. */
  const unwrap = async (wrap: KeyWrap, source: KeySource): Promise<void> => {
    const { key, isStale } = await source.unwrap(wrap.wrapped).catch((thrown: unknown) => {
      const error = toMillraceError(thrown);
      if (error.code !== 'PASSPHRASE_WRONG') refused.add(wrap.name);
      throw error;
    });
    const id = cipher.identify(key);
    if (wrap.keyId !== undefined && wrap.keyId !== id) {
      throw new MillraceError('SECRET_STORE_LOCKED', {}, { why: 'The key that is stored here was exchanged.' });
    }
    let { name } = wrap;
    if (wrap.keyId === undefined) {
      name = nameWrap(currentId() === undefined ? 1 : 0, id, wrap.protection);
      store.rename(wrap.name, name);
    }
    open.set(id, key);
    if (id === currentId()) opened = wrap.protection;
    if (isStale) store.set(name, await source.wrap(key));
  };

  /** Has the best of the sources that are here keep the key, when it didn't yet or is another one than before. */
  const keepByBest = async (): Promise<void> => {
    const id = currentId();
    // An unprotected file is only ever chosen knowingly.
    const best = sources.find(({ asks, protection }) => !asks && protection !== 'unprotected-file');
    const key = id === undefined ? undefined : open.get(id);
    const present = wraps().find((wrap) => wrap.keyId === id && wrap.protection === best?.protection);
    if (!best || !key || (present && !refused.has(present.name))) return;
    try {
      await ring.addWrap(best);
    } catch {
      // It is as safe as before; a source that isn't there is tried again the next time.
    }
  };

  const ring: KeyRing = {
    currentId,
    openKeys: () => [...open].map(([id, key]) => ({ id, key })),
    hasClosedKey: (id) =>
      wraps().some(({ keyId }) => (keyId === undefined || !open.has(keyId)) && (id === undefined || keyId === id)),
    keptBy: (id) => wraps().flatMap((wrap) => (wrap.keyId === id ? [wrap.protection] : [])),
    state: () => {
      const all = wraps();
      const keptBy = ring.keptBy(all[0]?.keyId);
      if (all.length === 0) return { state: 'empty', keptBy, opened: undefined, reason: undefined };
      return isCurrentOpen()
        ? { state: 'open', keptBy, opened, reason: undefined }
        : { state: 'locked', keptBy, opened: undefined, reason };
    },

    async open({ ask, keyId }) {
      const wasOpen = isCurrentOpen();
      let failure: MillraceError | undefined;
      for (const source of sources) {
        for (const wrap of wraps()) {
          if (wrap.protection !== source.protection || (wrap.keyId !== undefined && open.has(wrap.keyId))) continue;
          const isNeeded = keyId === undefined ? !isCurrentOpen() : !open.has(keyId);
          if (source.asks && !(ask && isNeeded)) continue;
          try {
            await unwrap(wrap, source);
          } catch (thrown) {
            failure ??= toMillraceError(thrown);
          }
        }
      }
      reason = failure;
      if (isCurrentOpen() && !wasOpen) await keepByBest();
    },

    async openWith(source) {
      let count = 0;
      let tried = 0;
      let error: MillraceError | undefined;
      for (const wrap of wraps()) {
        if (wrap.protection !== source.protection) continue;
        tried += 1;
        try {
          await unwrap(wrap, source);
          count += 1;
        } catch (thrown) {
          error ??= toMillraceError(thrown);
        }
      }
      if (count > 0 && isCurrentOpen()) await keepByBest();
      return { opened: count, tried, error };
    },

    async create(from) {
      const key = cipher.createKey();
      const id = cipher.identify(key);
      const number = 1 + Math.max(0, ...wraps().map((wrap) => wrap.number ?? 0));
      let failure: MillraceError | undefined;
      for (const source of from) {
        try {
          const wrapped = await source.wrap(key);
          // A store that doesn't give back what it took would cost every secret. (A person was asked twice instead.)
          if (!source.asks && cipher.identify((await source.unwrap(wrapped)).key) !== id) continue;
          store.set(nameWrap(number, id, source.protection), wrapped);
          open.set(id, key);
          opened = source.protection;
          return;
        } catch (thrown) {
          failure = toMillraceError(thrown);
        }
      }
      throw failure?.code === 'SECRET_STORE_LOCKED' || !failure ? noSource(failure) : failure;
    },

    async addWrap(source) {
      const before = wraps();
      const current = currentId();
      const numbers = new Map(before.flatMap((wrap) => (wrap.keyId ? [[wrap.keyId, wrap.number] as const] : [])));
      for (const [id, key] of open) {
        const number = numbers.get(id);
        if (number === undefined) continue;
        const name = nameWrap(number, id, source.protection);
        store.set(name, await source.wrap(key));
        refused.delete(name);
      }
      const others = before.filter((wrap) => wrap.keyId === current && wrap.protection !== source.protection);
      const names = others.map(({ protection }) => SOURCE_NAMES[protection]).join(' and ');
      say(
        `Stored secrets are now protected by ${SOURCE_NAMES[source.protection]}${names ? `, besides ${names}` : ''}.`,
      );
    },

    async removeWraps(protection) {
      const removed = wraps().filter((wrap) => wrap.protection === protection && wrap.keyId && open.has(wrap.keyId));
      const source = sources.find((candidate) => candidate.protection === protection);
      for (const wrap of removed) {
        store.remove(wrap.name);
        await source?.discard?.(wrap.wrapped);
      }
      if (removed.length > 0) say(`Stored secrets are no longer protected by ${SOURCE_NAMES[protection]}.`);
    },
  };
  return ring;
}

function noSource(failure: MillraceError | undefined): MillraceError {
  const { why, fix } = new MillraceError('SECRET_STORE_LOCKED');
  return new MillraceError('SECRET_STORE_LOCKED', {}, { why: failure ? failure.why : why, fix, cause: failure });
}
