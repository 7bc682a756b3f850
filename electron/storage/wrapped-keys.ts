import type { StoreContext } from './context.ts';

/** Keys of the vault, each wrapped by a key that lies outside the data folder, by name. */
export type WrappedKeyStore = {
  get(name: string): Uint8Array | undefined;
  set(name: string, wrapped: Uint8Array): void;
};

export function createWrappedKeyStore({ database, change }: StoreContext): WrappedKeyStore {
  return {
    get(name) {
      const wrapped = database.prepare('SELECT wrapped FROM wrapped_keys WHERE name = ?').get(name)?.wrapped;
      return wrapped instanceof Uint8Array ? wrapped : undefined;
    },
    set(name, wrapped) {
      change(() =>
        database.prepare('INSERT OR REPLACE INTO wrapped_keys (name, wrapped) VALUES (?, ?)').run(name, wrapped),
      );
    },
  };
}
