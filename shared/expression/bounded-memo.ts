/**
 * A pure function that remembers its results for its last `size` different keys. `beforeMaking` runs when a key isn't
 * remembered, so that a caller can count the cost. What throws isn't remembered.
 */
export type BoundedMemo<Value> = (key: string, beforeMaking?: () => void) => Value;

/** Makes a pure function remember, so that a pattern or a zone that every record uses is prepared once. */
export function boundedMemo<Value>(size: number, make: (key: string) => Value): BoundedMemo<Value> {
  const known = new Map<string, Value>();
  return (key, beforeMaking) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    beforeMaking?.();
    const made = make(key);
    const oldest = known.size >= size ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(key, made);
    return made;
  };
}
