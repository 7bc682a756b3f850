import type { AuthScheme } from '../../sdk/index.ts';
import { assertionFields, assertionSeconds, signInWithAssertion } from './assertion.ts';

/** The OAuth 2.0 JWT bearer flow (RFC 7523): no person signs in, and no secret leaves this computer. */
export const jwtBearer: AuthScheme = {
  label: 'OAuth JWT',
  description: 'Best for flows that run without anybody there. You’ll need an app with a registered certificate.',
  fields: assertionFields,
  signIn: (context) =>
    signInWithAssertion(
      context,
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      async (key, { issuer, subject, audience, now }) => {
        const { signJwt } = await import('../../../key-store/sign-jwt.ts');
        // In whole seconds (RFC 7519 §2), rounded down so that it never lasts longer.
        const exp = Math.floor(now / 1_000) + assertionSeconds;
        return signJwt(key, { iss: issuer, sub: subject, aud: audience, exp });
      },
    ),
};
