import { MillraceError } from '../../../shared/errors/index.ts';
import type { GrantContext, Session } from '../sdk/index.ts';
import { createRedactor } from '../sdk/redact.ts';
import { describeServiceError, serviceFailure, system } from './errors.ts';
import { foreignAnswer } from './foreign-answer.ts';
import type { Hosts } from './hosts.ts';
import { childOf, escapeXml, readSoapBody, textOf } from './soap-xml.ts';
import { explainTokenError } from './token-errors.ts';
import { signInTimeoutMs } from './tokens.ts';

/** The last version of the API that has `login()` (Salesforce help 005132110). */
export const lastLoginVersion = '64.0';

const maximumBytes = 1_000_000;

/** Who signs in. `password` is followed by the security token, as the service wants it. */
export type LoginDetails = { username: string; password: string };

/**
 * Signs in with `login()` of the partner SOAP API. Redirects aren't followed, and the session is sent only to hosts of
 * the org that was signed in to (S37).
 * @throws MillraceError MISSING_TOKEN, PERMISSION_MISSING, SERVICE_FAILED, or what the call threw.
 */
export async function logIn(
  context: GrantContext,
  loginUrl: string,
  hosts: Pick<Hosts, 'allowsInstance'>,
  { username, password }: LoginDetails,
): Promise<Session> {
  const answer = await context.port.http(
    {
      method: 'POST',
      url: loginUrl,
      headers: { 'content-type': 'text/xml; charset=UTF-8', accept: 'text/xml', soapaction: 'login' },
      body: envelopeOf(username, password),
      effect: 'read',
      purpose: 'sign-in',
      redirects: 'refuse',
      timeoutMs: signInTimeoutMs(context.fields),
      maximumBytes,
    },
    context.signal,
  );
  const body = readSoapBody(new TextDecoder().decode(answer.body));
  const fault = childOf(body, 'Fault');
  if (fault) {
    // A service may echo what it was sent (S17).
    const redact = createRedactor([...Object.values(context.secrets), password]);
    throw explainFault(textOf(fault, 'faultcode'), redact(textOf(fault, 'faultstring')), username);
  }
  const result = childOf(childOf(body, 'loginResponse'), 'result');
  if (!result) throw foreignAnswer(answer, context.fields);
  if (textOf(result, 'passwordExpired') === 'true') throw passwordExpired(username);
  const sessionId = textOf(result, 'sessionId');
  const serverUrl = textOf(result, 'serverUrl');
  if (sessionId === '' || !URL.canParse(serverUrl)) throw foreignAnswer(answer, context.fields);
  const url = new URL(serverUrl);
  if (!hosts.allowsInstance(url)) {
    const detail = `The sign-in names ${url.host} as the org’s address, which isn’t one of this org’s hosts.`;
    throw new MillraceError('MISSING_TOKEN', { system, detail, host: url.host });
  }
  const seconds = Number(textOf(childOf(result, 'userInfo'), 'sessionSecondsValid'));
  return {
    baseUrl: url.origin,
    headers: { authorization: `Bearer ${sessionId}` },
    secrets: [sessionId, password],
    ...(seconds > 0 ? { expiresAt: context.clock.now() + seconds * 1_000 } : {}),
  };
}

function envelopeOf(username: string, password: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Body><urn:login><urn:username>${escapeXml(username)}</urn:username><urn:password>${escapeXml(password)}</urn:password></urn:login></soapenv:Body></soapenv:Envelope>`;
}

/** What a fault means, in the words of the connection test (ui.md §8.5). Codes come with a prefix: `sf:INVALID_LOGIN`. */
function explainFault(faultCode: string, faultText: string, username: string): MillraceError {
  const code = faultCode.replace(/^.*:/, '');
  const message = faultText.replace(`${code}: `, '');
  switch (code) {
    case 'API_DISABLED_FOR_ORG':
    case 'API_CURRENTLY_DISABLED':
      return describeServiceError({ code, message, fields: [] }, false);
    case 'SERVER_UNAVAILABLE':
      return serviceFailure(503, {}, message);
    case 'INVALID_OPERATION':
    case 'UNSUPPORTED_API_VERSION': {
      const detail = 'This org doesn’t allow signing in with a password this way any more.';
      const fix = 'Create a connection with OAuth 2.0 or OAuth JWT instead.';
      return new MillraceError('MISSING_TOKEN', { system, detail, error: code }, { fix });
    }
    case 'PASSWORD_LOCKOUT':
    case 'INACTIVE_USER':
      return explainTokenError('inactive_user', message, { user: username });
    case 'INVALID_PASSWORD_EXPIRED':
    case 'PASSWORD_EXPIRED':
      return passwordExpired(username);
    case 'LOGIN_MUST_USE_SECURITY_TOKEN':
      return explainTokenError(code, 'security token', { user: username });
    case 'INVALID_LOGIN':
      return explainTokenError(code, 'invalid_login', { user: username });
    case 'LOGIN_RATE_EXCEEDED':
      return explainTokenError('rate_limit_exceeded', message, { user: username });
    default:
      return explainTokenError(code, message, { user: username });
  }
}

function passwordExpired(username: string): MillraceError {
  const detail = `The password of ${username} has expired.`;
  const fix = 'Sign in to Salesforce in a browser, choose a new password, then enter it here.';
  return new MillraceError('MISSING_TOKEN', { system, detail, error: 'PASSWORD_EXPIRED' }, { fix });
}
