import type { JWTPayload } from 'jose';
import type { PracticeClient } from '../identity.ts';
import { grantAssertion, isMadeOutTo } from './assertion-grant.ts';
import { needClient } from './client-authentication.ts';
import { invalidGrant } from './oauth-error.ts';
import type { Grant } from './token-request.ts';

// Loaded when the first assertion comes, so that an org starts without it.
const loadJose = () => import('jose');

async function decode(assertion: string): Promise<JWTPayload> {
  const { decodeJwt } = await loadJose();
  try {
    return decodeJwt(assertion);
  } catch {
    // Whatever is wrong with its form, the service words it alike.
    throw invalidGrant('invalid assertion');
  }
}

async function verify(assertion: string, { certificate }: PracticeClient): Promise<void> {
  if (certificate === null) throw invalidGrant('invalid assertion');
  const { compactVerify, importX509 } = await loadJose();
  const key = await importX509(certificate, 'RS256');
  try {
    await compactVerify(assertion, key, { algorithms: ['RS256'] });
  } catch {
    // A wrong signature, another algorithm or a header the service does not know: all are refused alike.
    throw invalidGrant('invalid assertion');
  }
}

/**
 * A JSON Web Token the app signed with RS256 (RFC 7523): `iss` is its consumer key, `sub` the username, `aud` the org.
 * An `exp` in the past is refused; one far in the future is not, so that one in milliseconds works as it does for the
 * service. A token made too early is told apart by its `nbf`.
 */
export const grantJwtBearer: Grant = async (request) => {
  const assertion = request.form.get('assertion') ?? '';
  const { iss, sub, aud, exp, nbf } = await decode(assertion);
  const client = needClient(iss);
  await verify(assertion, client);
  const nowSeconds = request.org.now().getTime() / 1000;
  if (typeof exp !== 'number' || typeof sub !== 'string') throw invalidGrant('invalid assertion');
  if (exp <= nowSeconds) throw invalidGrant('expired authorization code');
  if (nbf !== undefined && !(nbf <= nowSeconds)) throw invalidGrant('invalid assertion');
  const audiences = [aud ?? []].flat().filter((audience) => typeof audience === 'string');
  if (!isMadeOutTo(request, audiences)) throw invalidGrant('audience is invalid');
  return grantAssertion(request, { client, username: sub, audiences });
};
