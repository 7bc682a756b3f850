import type { Json } from '../../shared/json/json.ts';

/** Whose values: those of the flow that runs, or those that all flows share. */
export type StoreScope = 'flow' | 'all';

/** Values that last between runs, each under its key. What is changed is there for the next call at once. */
export type ObjectStore = {
  /** The value; undefined where none was ever set, or it was deleted. */
  get(scope: StoreScope, key: string): Json | undefined;
  /** Throws what the disk refuses (DISK_FULL …). */
  set(scope: StoreScope, key: string, value: Json): void;
  /** Does nothing where there is none. */
  delete(scope: StoreScope, key: string): void;
};
