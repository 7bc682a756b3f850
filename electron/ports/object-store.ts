import type { Json } from '../../shared/json/json.ts';

/** Whose values: those of the flow that runs, or those that all flows share. */
export type StoreScope = 'flow' | 'all';

/** Values that last between runs, each under its key. What is changed is there for the next call at once. */
export type ObjectStore = {
  /** The value; undefined where none was ever set, or it was deleted. In a dry run as it would be by then. */
  get(scope: StoreScope, key: string): Json | undefined;
  /** Throws what the disk refuses (DISK_FULL …). */
  set(scope: StoreScope, key: string, value: Json): void;
  /** Does nothing where there is none. */
  delete(scope: StoreScope, key: string): void;
};

/** What a dry run foresees of stored values. Nothing of it is stored. */
export type StoreForesight = {
  /** What is stored, whatever would become of it. */
  present(scope: StoreScope, key: string): Json | undefined;
  /** From now on, `get` gives this in the dry run; undefined: there would be no value. */
  foresee(scope: StoreScope, key: string, value: Json | undefined): void;
};
