import { ApiError, notFound } from '../api-error.ts';
import { findSessionProblem, type SessionProblem } from '../oauth/session-access.ts';
import type { Org } from '../org.ts';
import type { Session } from '../sessions.ts';
import { newestVersion, parseVersion } from './versions.ts';

/** 401 for a token that is not, or no longer, in force. */
export const sessionInvalid = (): ApiError => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

const problemErrors: Readonly<Record<SessionProblem, () => ApiError>> = {
  'user inactive': sessionInvalid,
  'scope missing': () => new ApiError(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
  'password expired': () =>
    new ApiError(
      403,
      'INVALID_OPERATION_WITH_EXPIRED_PASSWORD',
      'The users password has expired, you must call SetPassword before attempting any other API operations',
    ),
};

/**
 * The session of an `Authorization` header (`Bearer` or `OAuth`). Throws ApiError 401 when it is absent, of another
 * form, names no session in force or was granted without the scope `api`, and 403 when the user may not use the API.
 */
export function authenticate(org: Org, header: string | undefined): Session {
  if (header === undefined) throw sessionInvalid();
  const token = /^(?:Bearer|OAuth) +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw new ApiError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  return authenticateToken(org, token);
}

/** The session of an access token, on the same terms. */
export function authenticateToken(org: Org, token: string): Session {
  const session = org.sessions.find(token, org.now());
  if (!session) throw sessionInvalid();
  const problem = findSessionProblem(org, session);
  if (problem !== null) throw problemErrors[problem]();
  if (!org.access.has(session.userId, 'ApiEnabled')) {
    throw new ApiError(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.');
  }
  return session;
}

/** Reads `v64.0`. Throws ApiError 404 for what the org does not know yet, 410 `GONE` for what it no longer answers. */
export function readVersion(org: Org, text: string): number {
  const version = text.startsWith('v') ? parseVersion(text.slice(1)) : null;
  if (version === null || version > newestVersion) throw notFound();
  const oldest = org.switches.values.versionFloor;
  if (version >= oldest) return version;
  throw new ApiError(410, 'GONE', `The requested API version ${version}.0 has been retired. Use ${oldest}.0 or later.`);
}
