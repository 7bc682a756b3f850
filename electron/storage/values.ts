import type { Json } from '../../shared/json/json.ts';
import { type StoreContext, textOf } from './context.ts';

/** Values that flows keep between runs. `owner` is the id of a flow, or empty for what all flows share. */
export type ValueStore = {
  /** Undefined where there is none. */
  get(owner: string, key: string): Json | undefined;
  /**
   * Survives the end of the process at once, and a power cut as soon as anything durable is written after it, such as
   * the journal's entry that it was done.
   */
  set(owner: string, key: string, value: Json): void;
  delete(owner: string, key: string): void;
};

export function createValueStore({ database, clock }: StoreContext): ValueStore {
  const change = (work: () => unknown): void => void database.transaction(work, { durable: false });
  return {
    get(owner, key) {
      const row = database.prepare('SELECT value FROM stored_values WHERE owner = ? AND key = ?').get(owner, key);
      return row && JSON.parse(textOf(row, 'value'));
    },
    set(owner, key, value) {
      const text = JSON.stringify(value);
      change(() =>
        database.prepare('INSERT OR REPLACE INTO stored_values VALUES (?, ?, ?, ?)').run(owner, key, text, clock.now()),
      );
    },
    delete(owner, key) {
      change(() => database.prepare('DELETE FROM stored_values WHERE owner = ? AND key = ?').run(owner, key));
    },
  };
}

/** Forgets all that the owner keeps; part of the transaction that it is called in. */
export function removeValuesOf(owner: string, { database }: Pick<StoreContext, 'database'>): void {
  database.prepare('DELETE FROM stored_values WHERE owner = ?').run(owner);
}
