import type { ObjectStore, StoreScope } from '../../ports/object-store.ts';
import type { ValueStore } from '../../storage/index.ts';

/** The object store as the steps of one flow see it. */
export function openObjectStore(values: ValueStore, flowId: string): ObjectStore {
  const ownerOf = (scope: StoreScope): string => (scope === 'all' ? '' : flowId);
  return {
    get: (scope, key) => values.get(ownerOf(scope), key),
    set: (scope, key, value) => values.set(ownerOf(scope), key, value),
    delete: (scope, key) => values.delete(ownerOf(scope), key),
  };
}
