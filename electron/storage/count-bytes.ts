const encoder = new TextEncoder();

/** Bytes that a text takes in the store, where it is kept as UTF-8. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}
