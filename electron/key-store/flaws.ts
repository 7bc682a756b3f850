import { MillraceError } from '../../shared/errors/index.ts';

/** The file isn't what it seems to be; `detail` is a sentence for the person who chose it. */
export function unreadable(detail: string, cause?: unknown): MillraceError {
  return new MillraceError('KEY_STORE_UNREADABLE', { detail, field: 'keyStore' }, { cause });
}

/** The file is damaged at a place that no reader can tell better. */
export function damaged(cause?: unknown): MillraceError {
  return unreadable('The file is damaged or cut short.', cause);
}

/** The file is in order but protected in a way that isn't read here. */
export function unsupported(what: string): MillraceError {
  return unreadable(`It is protected with ${what}, which can’t be read here.`);
}

/** The password isn't the one that protects the file. */
export function wrongPassword(password: string): MillraceError {
  const detail = password === '' ? 'The file needs a password.' : 'The file is protected by another password.';
  return new MillraceError('KEY_STORE_PASSWORD_WRONG', { detail, field: 'storePassword' });
}

/** The key itself isn't one to sign with. */
export function unusable(alias: string, detail: string, fix?: string): MillraceError {
  return new MillraceError('KEY_UNUSABLE', { alias, detail, field: 'alias' }, fix === undefined ? {} : { fix });
}
