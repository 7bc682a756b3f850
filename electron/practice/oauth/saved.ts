/** What was stored does not have the shape `save` gave it. */
export class SavedStateError extends Error {
  constructor(what: string) {
    super(`The stored ${what} cannot be read.`);
    this.name = 'SavedStateError';
  }
}

/** The members of a stored object. Throws SavedStateError for anything else. */
export function savedObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SavedStateError(what);
  return value as Record<string, unknown>;
}

/** The key-value pairs of a stored map, each value taken as it was stored. Throws SavedStateError for anything else. */
export function savedEntries<Value>(value: unknown, what: string): [string, Value][] {
  if (!Array.isArray(value)) throw new SavedStateError(what);
  return value.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string') throw new SavedStateError(what);
    return [entry[0], entry[1] as Value];
  });
}

/** Drops the oldest entries of a map until it holds no more than allowed. */
export function keepNewest(map: Map<string, unknown>, atMost: number): void {
  for (const key of map.keys()) {
    if (map.size <= atMost) return;
    map.delete(key);
  }
}
