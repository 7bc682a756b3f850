import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher } from '../ports/cipher.ts';

/** Secrets by field key, as they are before sealing. */
export type Secrets = Record<string, string>;

/**
 * The secrets of one owner in one blob: each field is sealed by itself, under the key named here. `list` vouches for
 * which fields there are, so that none can be taken away.
 */
export type SealedSecrets = { keyId: string; list: Uint8Array; values: { field: string; sealed: Uint8Array }[] };

/** Begins every blob of this layout. The first layout began with a random nonce of 12 bytes instead. */
const MAGIC = new TextEncoder().encode('millrace.vault/2');
const KEY_ID_BYTES = 16;
/** A nonce of 12 bytes and a tag of 16: nothing, sealed. */
const LIST_BYTES = 28;

/**
 * Seals each secret by itself (S13): what is bound to it is the layout's version, the key, the owner (the connection's
 * id) and the field, so that a value can't be moved to another connection, field, key or layout.
 */
export function sealSecrets(
  cipher: Cipher,
  { id, key }: { id: string; key: Uint8Array },
  owner: string,
  secrets: Secrets,
): Uint8Array {
  const values = Object.entries(secrets).map(([field, secret]) => ({
    field,
    sealed: cipher.seal(key, new TextEncoder().encode(secret), contextOf(id, owner, field)),
  }));
  const list = cipher.seal(key, new Uint8Array(), listContextOf(id, owner, Object.keys(secrets)));
  return writeBlob({ keyId: id, list, values });
}

/** Throws SECRET_DAMAGED when anything of it was altered, or isn't this owner's. */
export function openSecrets(
  cipher: Cipher,
  key: Uint8Array,
  owner: string,
  { keyId, list, values }: SealedSecrets,
): Secrets {
  const fields = values.map(({ field }) => field);
  cipher.open(key, list, listContextOf(keyId, owner, fields));
  const entries = values.map(({ field, sealed }) => {
    const plain = cipher.open(key, sealed, contextOf(keyId, owner, field));
    return [field, new TextDecoder().decode(plain)] as const;
  });
  // Not by assignment: a field may be called `__proto__`.
  return Object.fromEntries(entries);
}

/** Opens a blob of the first layout, which was sealed whole with only its owner bound to it. Throws SECRET_DAMAGED. */
export function openFirstLayout(cipher: Cipher, key: Uint8Array, owner: string, blob: Uint8Array): Secrets {
  return JSON.parse(new TextDecoder().decode(cipher.open(key, blob, `millrace.vault/1:${owner}`))) as Secrets;
}

function contextOf(keyId: string, owner: string, field: string): string {
  return JSON.stringify(['millrace.vault/2', keyId, owner, field]);
}

/** Differs from every value's context: the last part is a list. */
function listContextOf(keyId: string, owner: string, fields: readonly string[]): string {
  return JSON.stringify(['millrace.vault/2', keyId, owner, fields]);
}

/** magic · key id · list · for each field: its name's length (2 bytes), its name, the value's length (4 bytes), the value. */
function writeBlob({ keyId, list, values }: SealedSecrets): Uint8Array {
  const parts: Uint8Array[] = [MAGIC, readHex(keyId), list];
  for (const { field, sealed } of values) {
    const name = new TextEncoder().encode(field);
    const lengths = new DataView(new ArrayBuffer(6));
    lengths.setUint16(0, name.length);
    lengths.setUint32(2, sealed.length);
    parts.push(new Uint8Array(lengths.buffer, 0, 2), name, new Uint8Array(lengths.buffer, 2, 4), sealed);
  }
  const blob = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    blob.set(part, at);
    at += part.length;
  }
  return blob;
}

/** The parts of a blob, or undefined for one of the first layout. Throws SECRET_DAMAGED when it is cut or malformed. */
export function readBlob(blob: Uint8Array): SealedSecrets | undefined {
  if (!MAGIC.every((byte, index) => blob[index] === byte)) return undefined;
  let at = MAGIC.length;
  const take = (length: number): Uint8Array => {
    if (at + length > blob.length) throw new MillraceError('SECRET_DAMAGED');
    at += length;
    return blob.subarray(at - length, at);
  };
  const takeNumber = (length: number): number => take(length).reduce((value, byte) => value * 256 + byte, 0);
  const keyId = writeHex(take(KEY_ID_BYTES));
  const list = take(LIST_BYTES);
  const values: SealedSecrets['values'] = [];
  while (at < blob.length) {
    const field = new TextDecoder().decode(take(takeNumber(2)));
    values.push({ field, sealed: take(takeNumber(4)) });
  }
  return { keyId, list, values };
}

function readHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}

function writeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
