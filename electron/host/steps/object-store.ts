import type { Json } from '../../../shared/json/json.ts';
import type { ObjectStore, StoreForesight, StoreScope } from '../../ports/object-store.ts';
import type { ValueStore } from '../../storage/index.ts';

/** What a dry run, with all that it calls, would have stored: the values' JSON texts by owner and key. */
export type ForeseenValues = Map<string, string | undefined>;

/** The object store as the steps of one flow see it; in a dry run with what was foreseen over what is stored. */
export function openObjectStore(
  values: ValueStore,
  flowId: string,
  foreseen?: ForeseenValues,
): { objectStore: ObjectStore; foresight?: StoreForesight } {
  const ownerOf = (scope: StoreScope): string => (scope === 'all' ? '' : flowId);
  const objectStore: ObjectStore = {
    get: (scope, key) => values.get(ownerOf(scope), key),
    set: (scope, key, value) => values.set(ownerOf(scope), key, value),
    delete: (scope, key) => values.delete(ownerOf(scope), key),
  };
  if (!foreseen) return { objectStore };
  const nameOf = (scope: StoreScope, key: string): string => JSON.stringify([ownerOf(scope), key]);
  return {
    objectStore: {
      ...objectStore,
      get(scope, key): Json | undefined {
        const name = nameOf(scope, key);
        if (!foreseen.has(name)) return objectStore.get(scope, key);
        const text = foreseen.get(name);
        return text === undefined ? undefined : JSON.parse(text);
      },
    },
    foresight: {
      present: objectStore.get,
      foresee: (scope, key, value) =>
        void foreseen.set(nameOf(scope, key), value === undefined ? undefined : JSON.stringify(value)),
    },
  };
}
