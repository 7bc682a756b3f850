/** Bytes turned into characters at once; a call takes its arguments from the stack, which is bounded. */
const CHUNK = 8192;

/** Base64 (RFC 4648 §4, padded) of a text's UTF-8 form. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return btoa(parts.join(''));
}
