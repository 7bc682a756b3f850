import { type AuthScheme, type BrowserGrant, callbackPortField, field, readCallbackPort } from '../../sdk/index.ts';
import { findAuthorizationServer } from './authorization-server.ts';
import { authorizationUrlField, boundTo, issuerFields, readParameters, readText, requestFields } from './fields.ts';
import { explainOAuthFailure } from './oauth-failure.ts';
import { signInWithGrant, systemOf, toGrant } from './tokens.ts';

const needed = ['authorizationUrl', 'tokenUrl'] as const;

const browserGrant: BrowserGrant = {
  boundTo,
  systemOf,

  callback: (fields) => ({ hostname: 'localhost', port: readCallbackPort(fields), path: '/callback' }),

  async address(context, { redirectUri, state, challenge }) {
    const added = readParameters(context.fields);
    const { library, config } = await findAuthorizationServer(context, needed);
    const url = library.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // A sign-in that lasts needs the person's word for it (OpenID Connect Core §11).
      ...(readText(added.scope).split(' ').includes('offline_access') ? { prompt: 'consent' } : {}),
      ...added,
    });
    return url.href;
  },

  async redeem(context, { code, redirectUri, verifier, state, query }) {
    const { library, config, hasIssuer, last } = await findAuthorizationServer(context, needed);
    const answered = new URL(redirectUri);
    answered.search = query.toString();
    // Without an issuer there is nothing to compare it with (RFC 9207 §2.4).
    if (!hasIssuer) answered.searchParams.delete('iss');
    try {
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      return toGrant(context, await library.authorizationCodeGrant(config, answered, checks));
    } catch (thrown) {
      throw explainOAuthFailure(thrown, { attempt: 'code', context, sent: [code, verifier, state], last: last() });
    }
  },
};

/** The authorization code grant with PKCE: a person approves access in the browser, once. */
export const authorizationCode: AuthScheme = {
  label: 'OAuth 2.0',
  description: 'Best for services that have it: you approve access in your browser. You’ll need an app’s client ID.',
  fields: {
    ...issuerFields,
    clientSecret: field.secret('Client secret', { help: 'Only if your app has one.' }),
    callbackPort: callbackPortField,
    ...requestFields,
    authorizationUrl: authorizationUrlField,
  },
  browserGrant,
  replacesSecrets: true,
  signIn: signInWithGrant,
};
