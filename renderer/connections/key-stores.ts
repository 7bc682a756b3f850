import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { KeyStoreEntry, KeyStoreListing } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { DraftErrors, SignInDraft, SignInManifest } from './connection-draft.ts';

/** What the host read of a chosen key store, and of which file with which password it is told. */
export type KeyStoreReading = {
  content: string;
  password: string;
  found: KeyStoreListing | MillraceError;
};

/** A field for a key store, with the fields that belong to it. */
export type KeyStoreField = FieldManifest & { keptAs: string; keys: NonNullable<FieldManifest['keys']> };

/** What is refused of a certificate that can't sign (ui.md §8.4). */
const NEEDED = 'Certificate must use SHA-256 with RSA.';

/** The fields for key stores among these. */
export function keyStoreFields(fields: readonly FieldManifest[]): KeyStoreField[] {
  return fields.flatMap((field) => {
    const { keptAs, keys } = field;
    return keptAs !== undefined && keys !== undefined ? [{ ...field, keptAs, keys }] : [];
  });
}

/** The file that was chosen in this form and the password typed for it; undefined while none was. */
export function chosenFile(field: KeyStoreField, { secrets }: SignInDraft) {
  const content = secrets[field.keptAs] ?? '';
  return content === '' ? undefined : { content, password: secrets[field.keys.password] ?? '' };
}

/** What was read of the file and password as they are now; undefined until the host has answered. */
export function readingOf(field: KeyStoreField, draft: SignInDraft): KeyStoreReading | undefined {
  const chosen = chosenFile(field, draft);
  const reading = draft.keyStores?.[field.key];
  const isCurrent = chosen && reading?.content === chosen.content && reading.password === chosen.password;
  return isCurrent ? reading : undefined;
}

/** The keys of the chosen file; undefined while it isn't open. */
export function listingOf(field: KeyStoreField, draft: SignInDraft): KeyStoreListing | undefined {
  const found = readingOf(field, draft)?.found;
  return found instanceof MillraceError ? undefined : found;
}

/** The key whose name is chosen. Java writes names in lower case, so case doesn't count. */
export function chosenKey(field: KeyStoreField, draft: SignInDraft): KeyStoreEntry | undefined {
  const alias = field.keys.alias === undefined ? undefined : draft.fields[field.keys.alias];
  if (typeof alias !== 'string') return undefined;
  return listingOf(field, draft)?.entries.find((entry) => entry.alias.toLowerCase() === alias.trim().toLowerCase());
}

/** The draft with what was read; its only key is chosen, and a key that the file doesn't have no longer is. */
export function takeReading<Draft extends SignInDraft>(
  field: KeyStoreField,
  draft: Draft,
  reading: KeyStoreReading,
): Draft {
  const next = { ...draft, keyStores: { ...draft.keyStores, [field.key]: reading } };
  const { alias } = field.keys;
  const listing = listingOf(field, next);
  if (alias === undefined || !listing || chosenKey(field, next)) return next;
  const [first, ...others] = listing.entries;
  return { ...next, fields: { ...next.fields, [alias]: first && others.length === 0 ? first.alias : '' } };
}

/**
 * Keys of fields that the draft does without: the password of a file that opens without one, as a PEM file may, and
 * the key store where its key is entered by itself.
 */
export function findNeedless(manifest: SignInManifest, draft: SignInDraft): string[] {
  return keyStoreFields([...manifest.connector.common, ...manifest.scheme.fields]).flatMap((field) => {
    const { password, instead } = field.keys;
    if (instead !== undefined && (draft.secrets[instead] ?? '') !== '') return [field.key, password];
    return listingOf(field, draft) && readingOf(field, draft)?.password === '' ? [password] : [];
  });
}

/** What is wrong with the chosen key stores and keys, at the field where it is mended. */
export function findKeyStoreErrors(manifest: SignInManifest, draft: SignInDraft): DraftErrors {
  const errors: DraftErrors = {};
  for (const field of keyStoreFields([...manifest.connector.common, ...manifest.scheme.fields])) {
    const found = readingOf(field, draft)?.found;
    if (found instanceof MillraceError) {
      const at = found.code === 'KEY_STORE_PASSWORD_WRONG' ? field.keys.password : field.key;
      errors[at] = `${found.message} ${found.why} ${found.fix}`;
    } else if (found && field.keys.alias !== undefined) {
      const key = chosenKey(field, draft);
      if (!key) errors[field.keys.alias] = 'Choose the key whose certificate is registered with the app.';
      else if (!key.usable) errors[field.keys.alias] = refusalOf(key);
    }
  }
  return errors;
}

/** Until a password is typed, that the file needs one is no mistake; a key that isn't chosen yet isn't either. */
export function findShownKeyStoreErrors(manifest: SignInManifest, draft: SignInDraft): DraftErrors {
  const errors = findKeyStoreErrors(manifest, draft);
  for (const field of keyStoreFields([...manifest.connector.common, ...manifest.scheme.fields])) {
    const { password, alias } = field.keys;
    if (readingOf(field, draft)?.password === '') delete errors[password];
    if (alias !== undefined && !chosenKey(field, draft)) delete errors[alias];
  }
  return errors;
}

/** Why a key can't sign: dates speak for themselves, anything else is a matter of its kind. */
function refusalOf({ warning = '' }: KeyStoreEntry): string {
  return /^It (expired|becomes valid)/.test(warning)
    ? `This certificate can’t be used. ${warning} Choose another key, or another key store.`
    : `${NEEDED} ${warning}`.trim();
}
