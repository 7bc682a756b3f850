import { MillraceError } from '../../shared/errors/index.ts';
import { unusable } from './flaws.ts';
import { findDateFlaw, findKeyFlaw } from './key-facts.ts';
import type { KeyStore, StoredKey } from './stored-key.ts';

/** A key that may sign: secret, so nothing of it but the alias is ever shown. */
export type SigningKey = {
  alias: string;
  /** PKCS#8 in PEM form. */
  privateKey: string;
  /** PEM; absent where the file holds none. */
  certificate: string | undefined;
};

/**
 * The key to sign with (RS256), by its alias; without one, the file's only key, or its only one that can sign now.
 * Java writes aliases in lower case, so case decides only between two that differ in nothing else.
 * @throws MillraceError KEY_NOT_FOUND, KEY_UNUSABLE (not RSA, too short, damaged), CERTIFICATE_NOT_VALID at `now`,
 * which is in milliseconds since 1970.
 */
export function pickSigningKey(store: KeyStore, alias: string, now: number): SigningKey {
  const stored = pickKey(store, alias, {
    isUsable: (key) => !findKeyFlaw(key) && !findDateFlaw(key.certificate, now),
    fix: 'Choose the alias of the one whose certificate is registered with the app.',
  });
  const flaw = findKeyFlaw(stored);
  if (stored.key instanceof Error) throw stored.key;
  if (flaw !== undefined) throw unusable(stored.alias, flaw);
  const { certificate, key } = stored;
  const detail = findDateFlaw(certificate, now);
  if (detail !== undefined) {
    throw new MillraceError('CERTIFICATE_NOT_VALID', { alias: stored.alias, detail, field: 'keyStore' });
  }
  return {
    alias: stored.alias,
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate?.toString(),
  };
}

/** Which of several keys is meant where no alias is given, and what to do when that can't be told. */
type Preference = { isUsable(stored: StoredKey): boolean; fix: string };

/**
 * The key of this alias; for an empty one the file's only key, or its only usable one.
 * @throws MillraceError KEY_NOT_FOUND.
 */
export function pickKey(store: KeyStore, alias: string, preference: Preference): StoredKey {
  return alias === '' ? pickOnly(store, preference) : pickByAlias(store, alias);
}

function pickByAlias({ keys }: KeyStore, alias: string): StoredKey {
  const exact = keys.find((stored) => stored.alias === alias);
  const alike = keys.filter((stored) => stored.alias.toLowerCase() === alias.toLowerCase());
  const found = exact ?? (alike.length === 1 ? alike[0] : undefined);
  if (found) return found;
  throw new MillraceError(
    'KEY_NOT_FOUND',
    { detail: `None is called “${alias}”; there are: ${listAliases(keys)}.`, field: 'alias' },
    { fix: 'Choose one of the aliases that the file holds.' },
  );
}

function pickOnly({ keys }: KeyStore, { isUsable, fix }: Preference): StoredKey {
  const usable = keys.filter(isUsable);
  const candidates = usable.length > 0 ? usable : keys;
  const [first, ...others] = candidates;
  if (first && others.length === 0) return first;
  throw new MillraceError(
    'KEY_NOT_FOUND',
    { detail: `The file holds several: ${listAliases(candidates)}.`, field: 'alias' },
    { fix },
  );
}

function listAliases(keys: readonly StoredKey[]): string {
  const shown = keys.slice(0, 10).map(({ alias }) => alias);
  return keys.length > shown.length ? `${shown.join(', ')} and ${keys.length - shown.length} more` : shown.join(', ');
}
