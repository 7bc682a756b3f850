/** The bytes of a text in Base64 (RFC 4648 §4), or undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    // `atob` tells apart no causes that would help.
    return undefined;
  }
}

/** Bytes in Base64, without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
