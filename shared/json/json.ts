/** A JSON value: everything that moves between steps, crosses the contract or is stored is one of these. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. A record that moves between steps is one. */
export type JsonObject = { [key: string]: Json };

/** True for a plain JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * True when the value is JSON all the way down: what `JSON.stringify` writes and `JSON.parse` gives back unchanged. A
 * member that is `undefined` counts as absent. Never throws, however deep the value is; it must not contain itself.
 */
export function isJson(value: unknown): value is Json {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === null || typeof next === 'string' || typeof next === 'boolean' || Number.isFinite(next)) continue;
    if (Array.isArray(next)) {
      for (const item of next) waiting.push(item);
    } else if (isPlainObject(next)) {
      for (const member of Object.values(next)) if (member !== undefined) waiting.push(member);
    } else {
      return false;
    }
  }
  return true;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
