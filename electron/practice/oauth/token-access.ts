import type { PracticeContext } from '../http/respond.ts';
import type { Org } from '../org.ts';
import type { Session } from '../sessions.ts';
import { findUser, type OrgUser } from './users.ts';

/** Who asks for an identity, or the one word and status it is refused with. */
export type TokenAccess =
  | { readonly session: Session; readonly user: OrgUser }
  | { readonly status: 403 | 404; readonly refusal: string };

function readToken(context: PracticeContext, fallback: string | undefined): string | null {
  const header = context.req.header('authorization');
  if (header !== undefined) return /^(?:Bearer|OAuth) +(\S+)$/i.exec(header)?.[1] ?? '';
  return fallback ?? null;
}

/**
 * Who a token belongs to, for userinfo and the identity URL. They refuse in their own way: 403 or 404 and one word of
 * plain text. Source: Salesforce help, "Identity URLs".
 */
export function readTokenAccess(org: Org, context: PracticeContext): TokenAccess {
  const token = readToken(context, context.req.query('oauth_token') ?? context.req.query('access_token'));
  if (token === null) return { status: 403, refusal: 'Missing_OAuth_Token' };
  const session = org.sessions.find(token, org.now());
  const user = session && findUser(org, session.userId);
  if (!session || !user) return { status: 403, refusal: 'Bad_OAuth_Token' };
  if (!user.active) return { status: 404, refusal: 'Inactive' };
  return { session, user };
}
