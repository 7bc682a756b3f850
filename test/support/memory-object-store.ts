import type { ObjectStore } from '../../electron/ports/object-store.ts';
import type { Json } from '../../shared/json/json.ts';

/** An object store for tests, and what is in it by `scope key`. */
export function createMemoryObjectStore(): { objectStore: ObjectStore; values: Map<string, Json> } {
  const values = new Map<string, Json>();
  const objectStore: ObjectStore = {
    get: (scope, key) => values.get(`${scope} ${key}`),
    set: (scope, key, value) => void values.set(`${scope} ${key}`, value),
    delete: (scope, key) => void values.delete(`${scope} ${key}`),
  };
  return { objectStore, values };
}
