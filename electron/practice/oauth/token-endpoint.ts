import type { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import { readText } from '../http/body.ts';
import { type PracticeContext, type PracticeEnv, respondError, respondJson } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { grantAuthorizationCode } from './authorization-code-grant.ts';
import { readBasic } from './client-authentication.ts';
import { grantClientCredentials } from './client-credentials-grant.ts';
import { grantJwtBearer } from './jwt-bearer-grant.ts';
import { OAuthError, unsupportedGrant } from './oauth-error.ts';
import { grantPassword } from './password-grant.ts';
import { grantRefreshToken } from './refresh-token-grant.ts';
import type { Grant } from './token-request.ts';

/** Loaded when the first assertion comes: few orgs see one, and all start sooner without the XML libraries. */
const grantSamlBearer: Grant = async (request) => (await import('./saml-bearer-grant.ts')).grantSamlBearer(request);

const grants: ReadonlyMap<string | null, Grant> = new Map([
  ['authorization_code', grantAuthorizationCode],
  ['refresh_token', grantRefreshToken],
  ['password', grantPassword],
  ['client_credentials', grantClientCredentials],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', grantJwtBearer],
  ['urn:ietf:params:oauth:grant-type:saml2-bearer', grantSamlBearer],
]);

/** The names of all grants, for discovery. */
export const grantNames = [...grants.keys()].filter((name) => name !== null);

/** Reads the fields of a form; none when the body is something else. Throws ApiError 413 for more than 10 MB. */
export async function readForm(context: PracticeContext): Promise<URLSearchParams> {
  const body = await readText(context);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(context.req.header('content-type') ?? '');
  return new URLSearchParams(isForm ? body : '');
}

/** Answers with an OAuth refusal as JSON; throws on what is none. */
export function respondOAuthError(context: PracticeContext, error: unknown): Response {
  if (!(error instanceof OAuthError)) throw error;
  return respondJson(context, { error: error.code, error_description: error.message }, 400);
}

/** Forbids every store on the way to keep the answer (RFC 6749 §5.1). */
export function forbidStoring(context: PracticeContext): void {
  context.header('Cache-Control', 'no-store');
  context.header('Pragma', 'no-cache');
}

/** Adds the token endpoint. Client credentials are granted on the instance host only. */
export function addTokenEndpoint(app: Hono<PracticeEnv>, org: Org, host: 'login' | 'instance'): void {
  app.all('/services/oauth2/token', async (context) => {
    forbidStoring(context);
    try {
      if (context.req.method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST');
      const form = await readForm(context);
      const grant = grants.get(form.get('grant_type'));
      if (!grant) throw unsupportedGrant();
      if (org.usage.isExhausted(org.now())) {
        return respondError(context, new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
      }
      const { origin } = new URL(context.req.url);
      const basic = readBasic(context.req.header('authorization'));
      return respondJson(context, await grant({ org, host, origin, form, basic }));
    } catch (error) {
      return respondOAuthError(context, error);
    }
  });
}
