import type { PracticeClient } from '../identity.ts';
import { usualScopes } from '../sessions.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * The scopes the org knows, in the order answers list them, with what the consent page says about each. Source:
 * Salesforce help, "OAuth Tokens and Scopes".
 */
export const scopeWords: ReadonlyMap<string, string> = new Map([
  ['id', 'See who you are: your name, username and email address'],
  ['profile', 'See your profile'],
  ['email', 'See your email address'],
  ['address', 'See your address'],
  ['openid', 'Confirm that you signed in'],
  ['api', 'Read and change your records through the API'],
  ['web', 'Use your access token in a browser'],
  ['full', 'Use everything you can use in this org'],
  ['refresh_token', 'Stay signed in until you take this permission back'],
  ['offline_access', 'Stay signed in until you take this permission back'],
]);

/**
 * The scopes an app asks for. Without any it gets `id`, `api` and, where it may, `refresh_token`. Throws OAuthError
 * `invalid_scope` for one the org does not know or the app may not ask for.
 */
export function readScopes(text: string | null, client: PracticeClient): readonly string[] {
  const asked = (text ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  const wanted = new Set(asked.length > 0 ? asked : [...usualScopes, 'refresh_token']);
  for (const scope of asked) {
    if (!scopeWords.has(scope)) {
      throw new OAuthError('invalid_scope', 'the requested scope is invalid, unknown, or malformed');
    }
    if (!client.scopes.includes(scope)) throw new OAuthError('invalid_scope', 'the requested scope is not allowed');
  }
  return [...scopeWords.keys()].filter((scope) => wanted.has(scope) && client.scopes.includes(scope));
}

/** Whether a grant of these scopes comes with a refresh token. */
export function isLasting(scopes: readonly string[]): boolean {
  return scopes.includes('refresh_token') || scopes.includes('offline_access');
}

/** Whether these scopes let a token call the API. */
export function allowsApi(scopes: readonly string[]): boolean {
  return scopes.includes('api') || scopes.includes('full');
}
