import { type StoreContext, textOf } from './context.ts';

/** Keys of the vault, each wrapped by a key that lies outside the data folder, by name. Every change is durable. */
export type WrappedKeyStore = {
  get(name: string): Uint8Array | undefined;
  /** Every wrapped key, by name. */
  list(): { name: string; wrapped: Uint8Array }[];
  set(name: string, wrapped: Uint8Array): void;
  /** Gives one another name, whole or not at all; nothing happens where there is none. */
  rename(from: string, to: string): void;
  remove(name: string): void;
};

export function createWrappedKeyStore({ database, change }: StoreContext): WrappedKeyStore {
  return {
    get(name) {
      const wrapped = database.prepare('SELECT wrapped FROM wrapped_keys WHERE name = ?').get(name)?.wrapped;
      return wrapped instanceof Uint8Array ? wrapped : undefined;
    },
    list: () =>
      database
        .prepare('SELECT name, wrapped FROM wrapped_keys ORDER BY name')
        .all()
        .flatMap((row) =>
          row.wrapped instanceof Uint8Array ? [{ name: textOf(row, 'name'), wrapped: row.wrapped }] : [],
        ),
    set(name, wrapped) {
      change(() =>
        database.prepare('INSERT OR REPLACE INTO wrapped_keys (name, wrapped) VALUES (?, ?)').run(name, wrapped),
      );
    },
    rename(from, to) {
      change(() => database.prepare('UPDATE OR REPLACE wrapped_keys SET name = ? WHERE name = ?').run(to, from));
    },
    remove(name) {
      change(() => database.prepare('DELETE FROM wrapped_keys WHERE name = ?').run(name));
    },
  };
}
