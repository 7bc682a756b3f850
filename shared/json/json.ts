/** A JSON value: everything that moves between steps, crosses the contract or is stored is one of these. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. A record that moves between steps is one. */
export type JsonObject = { [key: string]: Json };

/** True for a plain JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
