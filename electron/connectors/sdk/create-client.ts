import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { JsonTooDeep, parseJson } from '../../../shared/json/parse-json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallPort, PortAnswer } from './call-port.ts';
import type { ClientAnswer, ClientRequest, ConnectorClient } from './client.ts';
import type { Connector } from './connector.ts';
import type { Fields } from './field.ts';
import { hasHeader } from './headers.ts';
import { createRedactor } from './redact.ts';
import type { PracticeAddress, Session } from './session.ts';

/** A connection as its client needs it. `key` changes with every edit, so that no session outlives its details. */
export type ConnectionDetails = {
  key: string;
  auth: string;
  fields: JsonObject;
  /** Opens the vault; asked only when somebody has to sign in. */
  secrets(): Promise<Readonly<Record<string, string>>>;
  /** Seals a secret that the service replaced; resolves when it is durable. */
  keepSecret(key: string, value: string): Promise<void>;
  /** Lets `work` begin when no other sign-in of the connection is under way that may replace its secrets. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Hears that the service refused the details for good until somebody changes them. */
  refused(error: MillraceError): void;
};

/** Keeps sessions for all who use a connection; see the session cache of the credentials. */
export type SessionProvider = {
  /** The session that there is. */
  peek(key: string): Session | undefined;
  get(key: string, signIn: (signal: AbortSignal) => Promise<Session>, signal: AbortSignal): Promise<Session>;
  renew(
    key: string,
    stale: Session,
    signIn: (signal: AbortSignal) => Promise<Session>,
    signal: AbortSignal,
  ): Promise<Session>;
};

export type ClientOptions = {
  connector: Connector;
  /** Absent for a step whose connection is optional and that has none. */
  connection?: ConnectionDetails;
  sessions: SessionProvider;
  port: CallPort;
  clock: Pick<Clock, 'now'>;
  practice(): Promise<PracticeAddress>;
};

const noSession: Session = { baseUrl: '', headers: {} };

/** Makes the client of a connection for one step; nothing is called before its first request. */
export function createConnectorClient(options: ClientOptions): ConnectorClient {
  const { connector, connection, sessions, port } = options;
  const fields = connection ? completeFields(connector, connection) : {};
  const signIn = (signal: AbortSignal) => signInTo(options, fields, signal);
  const keyOf = async () => {
    const scope = await connector.sessionScope?.({ fields, practice: options.practice });
    return `${connection?.key ?? ''}#${scope ?? ''}`;
  };

  const send = async (session: Session, request: ClientRequest, signal: AbortSignal): Promise<ClientAnswer> => {
    const { method, effect, timeoutMs = readTimeoutMs(fields) } = request;
    const url = buildUrl(session, request);
    const trusted = isTrusted(session, url);
    const headers: Record<string, string> = { ...request.headers };
    let { body } = request;
    if (request.json !== undefined) {
      body = JSON.stringify(request.json);
      if (!hasHeader(headers, 'content-type')) headers['content-type'] = 'application/json';
    }
    const answer = await port.http(
      {
        method,
        url: url.href,
        effect,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(trusted ? { connectionHeaders: { ...session.headers }, connectionQuery: { ...session.query } } : {}),
      },
      signal,
    );
    return readAnswer(answer, connector.label, redactorOf(session));
  };

  return {
    options: fields,
    async additions(request, signal) {
      if (!connection) return { headers: [], query: [] };
      const session = await sessions.get(await keyOf(), signIn, signal);
      if (!isTrusted(session, buildUrl(session, request))) return { headers: [], query: [] };
      return { headers: Object.keys(session.headers), query: Object.keys(session.query ?? {}) };
    },
    async origin() {
      // Where the key can't be told, nobody has signed in with it; who calls next is told why.
      const key = connection && (await keyOf().catch(() => undefined));
      const { baseUrl = '' } = (key === undefined ? undefined : sessions.peek(key)) ?? {};
      return baseUrl === '' ? undefined : new URL(baseUrl).origin;
    },
    async request(request, signal) {
      const key = connection ? await keyOf() : '';
      let session = connection ? await sessions.get(key, signIn, signal) : noSession;
      let answer = await send(session, request, signal);
      if (connection && isOwn(answer, session) && connector.sessionEnded?.(answer, connection.auth)) {
        const renew = session.isLast ? () => refuseExpired(connection, session) : signIn;
        session = await sessions.renew(key, session, renew, signal);
        answer = await send(session, request, signal);
      }
      if (answer.status < 400 || request.accept?.(answer.status)) return answer;
      throw connector.errors(answer, request);
    },
  };
}

/** True for an address that gets what the connection adds. */
function isTrusted({ baseUrl }: Session, url: URL): boolean {
  return baseUrl !== '' && url.origin === new URL(baseUrl).origin;
}

/** What another origin answers says nothing about the session, which it never gets. */
function isOwn({ url }: ClientAnswer, { baseUrl }: Session): boolean {
  return new URL(url).origin === new URL(baseUrl).origin;
}

async function refuseExpired({ refused }: ConnectionDetails, { baseUrl }: Session): Promise<Session> {
  const data = { system: new URL(baseUrl).host, detail: 'The sign-in expired.', reason: 'session-expired' };
  const error = new MillraceError('MISSING_TOKEN', data, { fix: 'Reconnect to get a new sign-in.' });
  refused(error);
  throw error;
}

async function signInTo(options: ClientOptions, fields: JsonObject, signal: AbortSignal): Promise<Session> {
  const { connector, connection, port, clock, practice } = options;
  const scheme = connection && connector.auth[connection.auth];
  if (!connection || !scheme) {
    const detail = `${connector.label} knows no way to sign in called “${connection?.auth ?? ''}”.`;
    throw new MillraceError('MISSING_TOKEN', { system: connector.label, detail });
  }
  const { keepSecret } = connection;
  const signIn = async (): Promise<Session> => {
    signal.throwIfAborted();
    return scheme.signIn({ fields, secrets: await connection.secrets(), port, clock, practice, keepSecret, signal });
  };
  try {
    return await (scheme.replacesSecrets ? connection.inTurn(signIn) : signIn());
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'MISSING_TOKEN') connection.refused(error);
    throw error;
  }
}

/** The connection's fields that aren't secret, with the defaults of those that are empty. */
export function completeFields(
  connector: Connector,
  connection: Pick<ConnectionDetails, 'auth' | 'fields'>,
): JsonObject {
  const complete: JsonObject = {};
  const declared: Fields = { ...connector.common, ...connector.auth[connection.auth]?.fields };
  for (const [key, { default: value, secret }] of Object.entries(declared)) {
    if (value !== undefined && !secret) complete[key] = value;
  }
  for (const [key, value] of Object.entries(connection.fields))
    if (value !== '' && value !== null) complete[key] = value;
  return complete;
}

/** How long the service may take to answer a call, where the connection says so in seconds. */
function readTimeoutMs({ readTimeout }: JsonObject): number | undefined {
  return typeof readTimeout === 'number' && readTimeout > 0 ? readTimeout * 1_000 : undefined;
}

function buildUrl(session: Session, request: Pick<ClientRequest, 'url' | 'path' | 'query'>): URL {
  const text = request.url ?? `${session.baseUrl}/${(request.path ?? '').replace(/^\//, '')}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new MillraceError('INVALID_INPUT', {
      field: 'URL',
      detail: `“${text.slice(0, 200)}” isn’t a whole address.`,
    });
  }
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, value);
  return url;
}

function readAnswer(answer: PortAnswer, system: string, redact: Redactor | undefined): ClientAnswer {
  const { status, body, url } = answer;
  const headers = redact ? redactHeaders(answer.headers, redact) : answer.headers;
  let text: string | undefined;
  const readText = () => {
    if (text !== undefined) return text;
    const decoded = decoderFor(headers['content-type']).decode(body);
    text = redact ? redact(decoded) : decoded;
    return text;
  };
  return {
    status,
    headers,
    url,
    bytes: body,
    get text() {
      return readText();
    },
    json(kept): Json {
      try {
        return parseJson(readText(), kept);
      } catch (error) {
        throw unreadable(system, status, headers['content-type'] ?? 'something else', error);
      }
    },
  };
}

/** An answer that isn't JSON: a page of something in between, or JSON that is cut off or nests too deep. */
function unreadable(system: string, status: number, kind: string, cause: unknown): MillraceError {
  if (/^application\/(?:[\w.+-]+\+)?json\b/i.test(kind)) {
    const detail =
      cause instanceof JsonTooDeep ? cause.message : 'Its answer should be JSON, but is cut off or damaged.';
    return new MillraceError('SERVICE_FAILED', { system, status, detail }, { cause, retryable: false });
  }
  const detail = `It answered ${kind.slice(0, 100)} where JSON was expected.`;
  const fix = 'Check the address of the connection: a proxy or a sign-in page may have answered in its place.';
  return new MillraceError('SERVICE_FAILED', { system, status, detail }, { cause, retryable: false, fix });
}

function redactHeaders(headers: Readonly<Record<string, string>>, redact: Redactor): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)]));
}

type Redactor = (text: string) => string;

const redactors = new WeakMap<Session, Redactor>();

/** The redactor of a session, made once; undefined for a session that has nothing to hide. */
function redactorOf(session: Session): Redactor | undefined {
  if (!session.secrets || session.secrets.length === 0) return undefined;
  let redact = redactors.get(session);
  if (!redact) {
    redact = createRedactor(session.secrets);
    redactors.set(session, redact);
  }
  return redact;
}

const utf8 = new TextDecoder('utf-8');

function decoderFor(contentType: string | undefined): TextDecoder {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8;
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset nobody knows is read as what nearly all services send.
    return utf8;
  }
}
