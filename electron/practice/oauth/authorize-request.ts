import type { PracticeClient } from '../identity.ts';
import { needClient } from './client-authentication.ts';
import { OAuthError } from './oauth-error.ts';
import { isRegisteredRedirect } from './redirect-uri.ts';
import { readScopes } from './scopes.ts';

/** Where the browser goes back to, and how. */
export interface ReturnAddress {
  readonly client: PracticeClient;
  readonly redirectUri: string;
  /** What the app wants back unchanged; null when it sent none. */
  readonly state: string | null;
  /** Whether the answer goes into the query or, for the user-agent flow, into the fragment. */
  readonly part: 'query' | 'fragment';
}

/** What an app asks of the authorize step. */
export interface AuthorizeRequest extends ReturnAddress {
  readonly scopes: readonly string[];
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  readonly loginHint: string;
}

/**
 * Reads whom to answer. Throws OAuthError for an unknown app or an address that is not registered: that refusal must
 * be shown on a page and never be sent to the address.
 */
export function readReturnAddress(query: URLSearchParams): ReturnAddress {
  const client = needClient(query.get('client_id'));
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === null) throw new OAuthError('invalid_request', 'missing required redirect_uri');
  if (!isRegisteredRedirect(client, redirectUri)) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  }
  const part = query.get('response_type') === 'token' ? 'fragment' : 'query';
  return { client, redirectUri, state: query.get('state'), part };
}

/** The S256 code challenge; the service takes it for S256 also when no method is named. */
function readChallenge(query: URLSearchParams, address: ReturnAddress): string | null {
  const challenge = query.get('code_challenge');
  if (challenge === null) {
    if (!address.client.requirePkce || address.part === 'fragment') return null;
    throw new OAuthError('invalid_request', 'missing required code challenge');
  }
  if ((query.get('code_challenge_method') ?? 'S256') !== 'S256') {
    throw new OAuthError('invalid_request', 'code challenge method must be S256');
  }
  // A SHA-256 digest has 32 bytes: 43 characters of base64url.
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw new OAuthError('invalid_request', 'invalid code challenge');
  return challenge;
}

/** Reads the rest of the request. Throws OAuthError for a refusal that goes back to the app. */
export function readAuthorizeRequest(query: URLSearchParams, address: ReturnAddress): AuthorizeRequest {
  const responseType = query.get('response_type');
  if (responseType !== 'code' && responseType !== 'token') {
    throw new OAuthError('unsupported_response_type', 'response type not supported');
  }
  return {
    ...address,
    scopes: readScopes(query.get('scope'), address.client),
    codeChallenge: readChallenge(query, address),
    nonce: query.get('nonce'),
    loginHint: query.get('login_hint') ?? '',
  };
}

/** The address that brings an answer back to the app. */
export function returnTo(address: ReturnAddress, answer: Readonly<Record<string, string>>): string {
  const url = new URL(address.redirectUri);
  const parameters = new URLSearchParams(answer);
  if (address.state !== null) parameters.set('state', address.state);
  if (address.part === 'fragment') url.hash = parameters.toString();
  else for (const [name, value] of parameters) url.searchParams.append(name, value);
  return url.href;
}

/** The address that tells the app it was refused. */
export function returnError(address: ReturnAddress, { code, message }: OAuthError): string {
  return returnTo(address, { error: code, error_description: message });
}
