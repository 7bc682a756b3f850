import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { GrantContext, PortAnswer, Session } from '../sdk/index.ts';
import { createRedactor } from '../sdk/redact.ts';
import { system } from './errors.ts';
import { foreignAnswer } from './foreign-answer.ts';
import { type Hosts, readEndpoint, resolveHosts } from './hosts.ts';
import { explainTokenError } from './token-errors.ts';

const defaultTimeoutSeconds = 30;
const tokenMaximumBytes = 1_000_000;

/**
 * Asks the token endpoint of the environment's host for a session; `host` names another host where only that grants,
 * unless the endpoint was entered by hand.
 * @throws MillraceError as `askForToken` and `readSession` do.
 */
export async function requestToken(
  context: GrantContext,
  form: Record<string, string>,
  host?: (hosts: Hosts) => Promise<string>,
): Promise<Session> {
  const hosts = await resolveHosts(context.fields, context.practice);
  const isDerived = readEndpoint(context.fields, 'tokenUrl') === undefined;
  const tokenUrl = host && isDerived ? `${await host(hosts)}/services/oauth2/token` : hosts.tokenUrl;
  return readSession(await askForToken(context, { tokenUrl }, form), hosts);
}

/**
 * Sends a grant to the token endpoint and returns its answer's members. Redirects aren't followed (S37).
 * @throws MillraceError MISSING_TOKEN with the service's `error` and `error_description`, or what the call threw.
 */
export async function askForToken(
  context: GrantContext,
  { tokenUrl }: Pick<Hosts, 'tokenUrl'>,
  form: Record<string, string>,
): Promise<JsonObject> {
  const answer = await context.port.http(
    {
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      effect: 'read',
      purpose: 'sign-in',
      redirects: 'refuse',
      timeoutMs: signInTimeoutMs(context.fields),
      maximumBytes: tokenMaximumBytes,
    },
    context.signal,
  );
  const body = readJson(answer);
  if (answer.status !== 200 || !isJsonObject(body)) throw refusal(answer, body, form, context);
  return body;
}

/** How long a sign-in may take, in milliseconds: the connection's own timeout, else 30 seconds. */
export function signInTimeoutMs({ connectionTimeout }: JsonObject): number {
  const seconds = typeof connectionTimeout === 'number' && connectionTimeout > 0 ? connectionTimeout : 0;
  return (seconds || defaultTimeoutSeconds) * 1_000;
}

function refusal(
  answer: PortAnswer,
  body: Json,
  form: Readonly<Record<string, string>>,
  { clock, fields }: GrantContext,
): MillraceError {
  if (isJsonObject(body) && typeof body.error === 'string') {
    const servedAt = Date.parse(answer.headers.date ?? '');
    const user = form.username ?? (typeof fields.username === 'string' ? fields.username : '');
    // A service may echo what it was sent, which must never show (S17).
    const redact = createRedactor(Object.entries(form).flatMap(([name, value]) => (isSecret(name) ? [value] : [])));
    return explainTokenError(redact(body.error), redact(String(body.error_description ?? '')), {
      ...(user === '' ? {} : { user }),
      redirectUri: form.redirect_uri,
      asserts: nameAssertion(form),
      clockAheadMs: Number.isNaN(servedAt) ? undefined : clock.now() - servedAt,
    });
  }
  const first = Array.isArray(body) ? body[0] : undefined;
  if (isJsonObject(first) && first.errorCode === 'REQUEST_LIMIT_EXCEEDED') {
    return new MillraceError('LIMIT_EXCEEDED', {
      system,
      detail: String(first.message ?? ''),
      errorCode: first.errorCode,
    });
  }
  return foreignAnswer(answer, fields);
}

/** Everything of a grant that whoever holds it can sign in with. */
function isSecret(name: string): boolean {
  return ['assertion', 'client_secret', 'code', 'code_verifier', 'password', 'refresh_token'].includes(name);
}

function nameAssertion({ assertion, grant_type: type = '' }: Readonly<Record<string, string>>) {
  if (assertion === undefined) return undefined;
  return type.includes('saml') ? 'SAML assertion' : 'JWT';
}

/**
 * The session that a token answer gives. The token is sent only to hosts of the org that was signed in to, whatever
 * the answer says (S37).
 * @throws MillraceError MISSING_TOKEN when it holds no token or names a foreign host.
 */
export function readSession(answer: JsonObject, hosts: Pick<Hosts, 'allowsInstance'>): Session {
  const { access_token: token, instance_url: instance } = answer;
  if (typeof token !== 'string' || token === '' || typeof instance !== 'string' || !URL.canParse(instance)) {
    const detail = 'What it answered holds no access token. Check the domain name.';
    throw new MillraceError('MISSING_TOKEN', { system, detail });
  }
  const url = new URL(instance);
  if (!hosts.allowsInstance(url)) {
    const detail = `The sign-in names ${url.host} as the org’s address, which isn’t one of this org’s hosts.`;
    throw new MillraceError('MISSING_TOKEN', { system, detail, host: url.host });
  }
  return { baseUrl: url.origin, headers: { authorization: `Bearer ${token}` }, secrets: [token] };
}

function readJson(answer: PortAnswer): Json {
  try {
    return JSON.parse(new TextDecoder().decode(answer.body));
  } catch {
    // Maintenance pages and proxies answer in HTML; the caller says what that means.
    return null;
  }
}
