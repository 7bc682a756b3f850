import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { MillraceError } from '../../../../shared/errors/index.ts';
import type { JsonObject } from '../../../../shared/json/json.ts';
import type { Grant, GrantContext, Session, SignInContext } from '../../sdk/index.ts';
import { readBaseUrl } from '../auth.ts';
import { findAuthorizationServer } from './authorization-server.ts';
import { readAddress, readText } from './fields.ts';
import { explainOAuthFailure, readMember } from './oauth-failure.ts';

export type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/**
 * Keys of what a person granted: a refresh token, or, from a service that gives none, the access token with the time
 * of its end in milliseconds since 1970.
 */
const refreshKey = 'refreshToken';
const accessKey = 'accessToken';
const accessEndKey = 'accessTokenEnds';

/** The session of an access token, for the connection's own origin only (S19). */
export function toSession({ fields, clock }: GrantContext, answer: TokenAnswer): Session {
  const { access_token: token, expires_in: seconds } = answer;
  return {
    baseUrl: readBaseUrl(fields),
    headers: { authorization: `Bearer ${token}` },
    secrets: [token],
    ...(seconds === undefined ? {} : { expiresAt: clock.now() + seconds * 1_000 }),
  };
}

/** What a person granted, as it is kept, and the name by which the service knows them. */
export function toGrant(context: GrantContext, answer: TokenAnswer): Grant {
  const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = answer;
  const secrets = refreshToken === undefined ? keepLastToken(context, token, seconds) : { [refreshKey]: refreshToken };
  const claims = JSON.parse(JSON.stringify(answer.claims() ?? {}));
  const user =
    readMember(claims, 'preferred_username') ||
    readMember(claims, 'email') ||
    readMember(claims, 'name') ||
    readMember(claims, 'sub') ||
    'the user who approved';
  return { secrets, user, host: systemOf(context.fields) };
}

/** What is kept of a sign-in that ends with its token. Of an earlier one that was renewed nothing may be left. */
function keepLastToken(
  { clock, secrets }: GrantContext,
  token: string,
  seconds: number | undefined,
): Record<string, string> {
  return {
    [accessKey]: token,
    [accessEndKey]: seconds === undefined ? '' : String(clock.now() + seconds * 1_000),
    ...(secrets[refreshKey] === undefined ? {} : { [refreshKey]: '' }),
  };
}

/** The host that signs in, by which messages call it. */
export function systemOf(fields: JsonObject): string {
  return (readAddress(fields, 'issuer') ?? readAddress(fields, 'tokenUrl'))?.host ?? 'the service';
}

/**
 * Signs in with what a person granted. A new refresh token is durable before its session is used.
 * @throws MillraceError MISSING_TOKEN; its `data.reason` is `session-expired` when only a new approval helps.
 */
export async function signInWithGrant(context: SignInContext): Promise<Session> {
  const refreshToken = context.secrets[refreshKey] ?? '';
  return refreshToken === '' ? readLastSession(context) : renew(context, refreshToken);
}

async function renew(context: SignInContext, refreshToken: string): Promise<Session> {
  // A renewal that is cut short may have voided the old refresh token without the new one being known.
  const whole: SignInContext = { ...context, signal: new AbortController().signal };
  const { library, config, last } = await findAuthorizationServer(whole, ['tokenUrl']);
  let answer: TokenAnswer;
  try {
    answer = await library.refreshTokenGrant(config, refreshToken);
  } catch (thrown) {
    throw explainOAuthFailure(thrown, { attempt: 'refresh', context: whole, sent: [refreshToken], last: last() });
  }
  const renewed = answer.refresh_token ?? '';
  if (renewed !== '' && renewed !== refreshToken) await context.keepSecret(refreshKey, renewed);
  const session = toSession(context, answer);
  return { ...session, secrets: [...(session.secrets ?? []), refreshToken, ...(renewed === '' ? [] : [renewed])] };
}

/** The session of a service that gave no refresh token: it lasts as long as its token. */
function readLastSession({ fields, secrets, clock }: SignInContext): Session {
  const token = secrets[accessKey] ?? '';
  const system = systemOf(fields);
  if (token === '') {
    const detail = 'Nobody has approved access yet.';
    throw new MillraceError('MISSING_TOKEN', { system, detail }, { fix: 'Authorize the connection.' });
  }
  const ends = readText(secrets[accessEndKey]);
  const expiresAt = ends === '' ? undefined : Number(ends);
  if (expiresAt !== undefined && expiresAt <= clock.now()) {
    const data = { system, detail: 'The sign-in expired.', reason: 'session-expired' };
    throw new MillraceError('MISSING_TOKEN', data, { fix: 'Reconnect to get a new sign-in.' });
  }
  return {
    baseUrl: readBaseUrl(fields),
    headers: { authorization: `Bearer ${token}` },
    secrets: [token],
    isLast: true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
