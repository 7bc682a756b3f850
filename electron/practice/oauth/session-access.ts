import type { Org } from '../org.ts';
import type { Session } from '../sessions.ts';
import { allowsApi } from './scopes.ts';
import { findUser } from './users.ts';

/** Why a session that is in force may not call an API all the same; each API words it its own way. */
export type SessionProblem = 'user inactive' | 'password expired' | 'scope missing';

/** What keeps a session in force from calling an API; null when nothing does. Cheap: once per call. */
export function findSessionProblem(org: Org, session: Session): SessionProblem | null {
  if (!findUser(org, session.userId)?.active) return 'user inactive';
  if (org.switches.values.requireScopes && !allowsApi(session.scopes)) return 'scope missing';
  return org.credentials.isPasswordExpired(session.userId) ? 'password expired' : null;
}
