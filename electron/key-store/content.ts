import { decodeBase64, encodeBase64 } from './base64.ts';
import { unreadable } from './flaws.ts';
import { longestKeyStore } from './read-key-store.ts';

/** The longest text that `decodeKeyStore` takes, in characters. */
const longestContent = 4 * Math.ceil(longestKeyStore / 3);

/**
 * The bytes of a key store that came as Base64.
 * @throws MillraceError KEY_STORE_UNREADABLE when it isn't Base64.
 */
export function decodeKeyStore(content: string): Uint8Array {
  if (content.length > longestContent) throw unreadable('The file is too large to be a key store.');
  const bytes = decodeBase64(content);
  if (!bytes) throw unreadable('Its content came as something else than Base64.');
  return bytes;
}

/** The bytes of a key store as the text that `decodeKeyStore` takes: what the vault keeps. */
export function encodeKeyStore(bytes: Uint8Array): string {
  return encodeBase64(bytes);
}
