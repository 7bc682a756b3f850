import type { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import { readBytes } from '../http/body.ts';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import { orgId } from '../identity.ts';
import { parseId } from '../ids.ts';
import { findSessionProblem } from '../oauth/session-access.ts';
import type { Org } from '../org.ts';
import { newestVersion, parseVersion } from '../rest/versions.ts';
import type { Session } from '../sessions.ts';
import { dailyRequests } from '../usage.ts';
import { type Envelope, readEnvelope, writeEnvelope, writeFaultEnvelope } from './envelope.ts';
import { clientFault, faultFor, SoapFault } from './fault.ts';
import { apiDisabled, logIn } from './login.ts';
import type { SoapApi } from './soap-api.ts';
import { SoapCall, type SoapOperations } from './soap-call.ts';
import { writeElement } from './write-xml.ts';

/** Reads the version of the path. Throws SoapFault for one that the org does not know or no longer answers. */
function readSoapVersion(org: Org, text: string): number {
  const version = parseVersion(text);
  if (version !== null && version >= org.switches.values.versionFloor && version <= newestVersion) return version;
  throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
}

/** Calls a user whose password expired may still make. */
const withExpiredPassword = new Set(['setPassword', 'logout', 'getServerTimestamp']);

const sessionFault = (): SoapFault =>
  new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');

/**
 * The session of the `SessionHeader`, the same that REST knows; the call is counted. Throws SoapFault when there is
 * none in force (JSON Web Tokens are none to SOAP before version 68.0), when the password of its user expired, and
 * when no calls are left for the day.
 */
export function authenticateCall(org: Org, envelope: Envelope): { readonly session: Session; readonly token: string } {
  const token = envelope.header?.child('SessionHeader')?.textOf('sessionId')?.trim();
  if (!token || token.split('.').length === 3) throw sessionFault();
  const session = org.sessions.find(token, org.now());
  const problem = session && findSessionProblem(org, session);
  if (!session || problem === 'user inactive') throw sessionFault();
  if (problem === 'scope missing') {
    throw new SoapFault('INVALID_SESSION_ID', 'This session is not valid for use with the API');
  }
  if (problem === 'password expired' && !withExpiredPassword.has(envelope.call.name)) {
    const message =
      'The users password has expired, you must call SetPassword before attempting any other API operations';
    throw new SoapFault('INVALID_OPERATION_WITH_EXPIRED_PASSWORD', message);
  }
  if (!org.access.has(session.userId, 'ApiEnabled')) throw apiDisabled();
  if (!org.usage.count(org.now())) throw new SoapFault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  return { session, token };
}

/** The usage, as every answer to a signed-in caller tells it. */
function limitHeader(org: Org): string {
  const limitInfo = { current: org.usage.used, limit: dailyRequests, type: 'API REQUESTS' };
  return writeElement('LimitInfoHeader', { limitInfo });
}

async function readMessage(context: PracticeContext): Promise<Envelope> {
  const type = context.req.header('content-type') ?? '';
  const [kind = '', ...parameters] = type.split(';').map((part) => part.trim());
  if (kind.toLowerCase() !== 'text/xml') throw clientFault('Content-Type of the request should be text/xml');
  if (context.req.header('soapaction') === undefined) throw clientFault('SOAPAction HTTP header missing');
  const bytes = await readBytes(context);
  const charset = parameters.map((part) => /^charset="?([^"]+)"?$/i.exec(part)?.[1]).find(Boolean) ?? 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // Either the name is no encoding, or the bytes are not in it; both are the sender's mistake.
    throw clientFault(`The request is not readable as ${charset.slice(0, 40)}.`);
  }
  return readEnvelope(text);
}

function send(context: PracticeContext, text: string, status: 200 | 500): Response {
  context.header('Content-Type', 'text/xml;charset=UTF-8');
  return context.body(text, status);
}

/** Answers one message; a refusal becomes a fault with HTTP 500. */
export async function answerSoap(
  context: PracticeContext,
  org: Org,
  api: SoapApi,
  answer: (envelope: Envelope) => { readonly content: string; readonly header?: string },
): Promise<Response> {
  if (context.req.method !== 'POST') {
    context.header('Allow', 'POST');
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${context.req.method}' not allowed. Allowed are POST`);
  }
  try {
    const { content, header } = answer(await readMessage(context));
    return send(context, writeEnvelope(api, content, header), 200);
  } catch (error) {
    return send(context, writeFaultEnvelope(api, faultFor(error, org.now())), 500);
  }
}

/** Throws SoapFault when the path names another org; the id may be absent. */
function checkOrg(text: string | undefined): void {
  if (text === undefined || parseId(text) === orgId) return;
  throw new SoapFault('INVALID_SESSION_ID', 'The organization of the URL is not the one of this host.');
}

/**
 * Serves a SOAP service under `/services/Soap/<letter>/<version>`, with or without the org's id behind it. `login`
 * needs no session; all other calls are looked up in `operations`.
 */
export function serveSoap(
  app: Hono<PracticeEnv>,
  org: Org,
  letter: 'u' | 'c' | 'm',
  api: SoapApi,
  operations: SoapOperations,
): void {
  const serve = (context: PracticeContext): Promise<Response> =>
    answerSoap(context, org, api, (envelope) => {
      const version = readSoapVersion(org, context.req.param('version') ?? '');
      checkOrg(context.req.param('org'));
      const { name } = envelope.call;
      if (name === 'login' && api.kind !== 'metadata') {
        return { content: writeElement('loginResponse', logIn(org, letter, version, envelope)) };
      }
      const { session, token } = authenticateCall(org, envelope);
      context.set('session', session);
      const operation = operations.get(name);
      if (!operation) {
        const called = `{${api.namespace}}${name.slice(0, 100)}`;
        throw clientFault(`No operation available for request ${called}, please check the WSDL for the service.`);
      }
      const call = new SoapCall({ org, api, version, session, token, envelope });
      const inner = operation(call);
      return {
        content: inner === '' ? `<${name}Response/>` : `<${name}Response>${inner}</${name}Response>`,
        header: limitHeader(org),
      };
    });
  app.all(`/services/Soap/${letter}/:version`, serve);
  app.all(`/services/Soap/${letter}/:version/:org`, serve);
}
