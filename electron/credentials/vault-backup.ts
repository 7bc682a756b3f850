import { z } from 'zod';
import { MillraceError } from '../../shared/errors/index.ts';
import { isJsonObject, type JsonObject } from '../../shared/json/json.ts';
import type { Cipher, PassphraseSource } from '../ports/cipher.ts';

const FORMAT = 'millrace.vault-backup/1';

/** The secrets of one owner as a backup holds them. */
export type BackedUpSecrets = {
  /** What kind of thing has them: `connection`. */
  kind: string;
  id: string;
  name: string;
  /** What it signs in to and how; secrets are only ever put back where this is the same. */
  details: JsonObject;
  /** When it was last changed before the backup, ISO 8601. */
  updatedAt: string;
  secrets: Record<string, string>;
};

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  createdAt: z.string(),
  key: z.base64(),
  sealed: z.base64(),
});

const contentSchema = z.array(
  z.strictObject({
    kind: z.string(),
    id: z.string(),
    name: z.string(),
    details: z.custom<JsonObject>((value) => isJsonObject(value)),
    updatedAt: z.string(),
    // A record of zod's own would lose a name such as `__proto__`.
    secrets: z.custom<Record<string, string>>(isRecordOfTexts),
  }),
);

type Parts = { cipher: Cipher; passphraseSource: PassphraseSource };

/**
 * A file with secrets that only the passphrase opens: JSON with `format`, `createdAt`, `key` (a random key of this file,
 * wrapped by the passphrase with scrypt) and `sealed` (everything else, AES-256-GCM, to which format and time are
 * bound). Not even names stand in it in plain text.
 */
export async function writeBackup(
  { cipher, passphraseSource }: Parts,
  { entries, passphrase, createdAt }: { entries: readonly BackedUpSecrets[]; passphrase: string; createdAt: string },
): Promise<string> {
  const key = cipher.createKey();
  const wrapped = await passphraseSource(passphrase).wrap(key);
  const content = new TextEncoder().encode(JSON.stringify(entries));
  const sealed = cipher.seal(key, content, contextOf(createdAt));
  const file = { format: FORMAT, createdAt, key: toBase64(wrapped), sealed: toBase64(sealed) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Throws VAULT_BACKUP_WRONG for anything but a whole backup that this Millrace knows, PASSPHRASE_WRONG. */
export async function readBackup(
  { cipher, passphraseSource }: Parts,
  { text, passphrase }: { text: string; passphrase: string },
): Promise<BackedUpSecrets[]> {
  const { createdAt, key, sealed } = readFile(text);
  const unwrapped = await passphraseSource(passphrase)
    .unwrap(fromBase64(key))
    .catch((cause: unknown) => {
      throw new MillraceError('PASSPHRASE_WRONG', { thing: 'this backup' }, { cause });
    });
  try {
    const plain = cipher.open(unwrapped.key, fromBase64(sealed), contextOf(createdAt));
    return contentSchema.parse(JSON.parse(new TextDecoder().decode(plain)));
  } catch (cause) {
    throw new MillraceError('VAULT_BACKUP_WRONG', { detail: 'It was altered or cut.' }, { cause });
  }
}

function readFile(text: string): z.infer<typeof fileSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MillraceError('VAULT_BACKUP_WRONG', { detail: 'It isn’t a backup of secrets, or it was cut.' });
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'string' && format !== FORMAT && format.startsWith('millrace.vault-backup/')) {
    throw new MillraceError('VAULT_BACKUP_WRONG', { detail: 'A newer Millrace made it.' });
  }
  const file = fileSchema.safeParse(value);
  if (!file.success) throw new MillraceError('VAULT_BACKUP_WRONG', { detail: 'It isn’t a backup of secrets.' });
  return file.data;
}

function contextOf(createdAt: string): string {
  return JSON.stringify([FORMAT, createdAt]);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function isRecordOfTexts(value: unknown): value is Record<string, string> {
  return isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string');
}
