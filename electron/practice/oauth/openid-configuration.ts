import type { Hono } from 'hono';
import { addResource } from '../http/resource.ts';
import { type PracticeEnv, respondJson } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { scopeWords } from './scopes.ts';
import { grantNames } from './token-endpoint.ts';

/** Adds what a client needs to find everything by itself (OpenID Connect Discovery 1.0), and the org's public key. */
export function addOpenIdConfiguration(app: Hono<PracticeEnv>, org: Org, host: 'login' | 'instance'): void {
  const base = host === 'login' ? org.loginUrl : org.instanceUrl;
  const oauth = `${base}/services/oauth2`;
  const configuration = {
    issuer: org.loginUrl,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    revocation_endpoint: `${oauth}/revoke`,
    userinfo_endpoint: `${oauth}/userinfo`,
    introspection_endpoint: `${oauth}/introspect`,
    jwks_uri: `${base}/id/keys`,
    scopes_supported: [...scopeWords.keys()],
    response_types_supported: ['code', 'token'],
    grant_types_supported: grantNames,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    display_values_supported: ['page', 'popup', 'touch'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'none'],
  };
  addResource(app, '/.well-known/openid-configuration', { GET: (context) => respondJson(context, configuration) });
  addResource(app, '/id/keys', { GET: (context) => respondJson(context, { keys: [org.sessions.key.describe()] }) });
}
