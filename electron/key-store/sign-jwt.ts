import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import type { SigningKey } from './pick-key.ts';

/** Signs claims as a JSON Web Token with RS256 (RFC 7515, RFC 7518 §3.3). The same claims give the same token. */
export async function signJwt({ privateKey }: SigningKey, claims: JWTPayload): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
}
