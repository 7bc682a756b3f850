import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { PortAnswer, PortRequest } from '../../connectors/sdk/call-port.ts';
import type { HttpAnswer, HttpRequest, HttpRoute, HttpTransport } from '../../ports/http.ts';
import { followRedirect, type Hop, isRedirect, redirectLimit } from './redirects.ts';

const defaultTimeoutMs = 60_000;
const defaultMaximumBytes = 64_000_000;
/** Methods that may be repeated without doing more (RFC 9110 §9.2.2). */
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Tells of each request of a chain: `begin` before it leaves, and what it returns when it is over. */
export type HopWatcher = (
  hop: Hop,
  effect: PortRequest['effect'],
) => (outcome: { status: number } | { error: MillraceError }) => void;

/** Makes a call and follows its redirects; each request of the chain is announced to `watch` first, which may throw. */
export async function makeCall(
  transport: HttpTransport,
  request: PortRequest,
  signal: AbortSignal,
  watch: HopWatcher,
): Promise<PortAnswer> {
  let hop = firstHop(request);
  for (let redirects = 0; ; redirects++) {
    const answer = await exchangeHop(transport, request, hop, signal, watch);
    if (!isRedirect(answer) || request.redirects === 'refuse') return { ...answer, url: hop.url.href };
    if (redirects === redirectLimit) {
      throw new MillraceError('REDIRECT_LIMIT', { host: hop.url.host, count: redirectLimit });
    }
    hop = followRedirect(hop, answer, request.connectionQuery ?? {});
  }
}

function firstHop(request: PortRequest): Hop {
  const { method, headers = {}, body } = request;
  let url: URL;
  try {
    url = new URL(request.url);
  } catch {
    throw new MillraceError('ADDRESS_FORBIDDEN', { host: 'this address', detail: 'It isn’t a whole URL.' });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new MillraceError('ADDRESS_FORBIDDEN', { host: url.href.slice(0, 80), detail: 'Only http and https are.' });
  }
  return { method: method.toUpperCase(), url, headers, body, trusted: true };
}

async function exchangeHop(
  transport: HttpTransport,
  request: PortRequest,
  hop: Hop,
  signal: AbortSignal,
  watch: HopWatcher,
): Promise<HttpAnswer> {
  // A write that a redirect turned into a GET only fetches its answer.
  const effect = hop.method === 'GET' && request.method.toUpperCase() !== 'GET' ? 'read' : request.effect;
  const finish = watch(hop, effect);
  try {
    const answer = await transport.exchange(prepareExchange(request, hop, signal));
    finish({ status: answer.status });
    return answer;
  } catch (thrown) {
    if (signal.aborted) {
      finish({ error: new MillraceError('RUN_CANCELLED') });
      throw thrown;
    }
    const error = doubtful(toMillraceError(thrown), hop.method, effect);
    finish({ error });
    throw error;
  }
}

function prepareExchange(request: PortRequest, hop: Hop, signal: AbortSignal): HttpRequest {
  const headers = mergeHeaders(hop.headers, hop.trusted ? request.connectionHeaders : undefined);
  const { timeoutMs = defaultTimeoutMs, maximumBytes = defaultMaximumBytes } = request;
  const url = hop.trusted ? withQuery(hop.url, request.connectionQuery) : hop.url.href;
  const route = routeOf(request, hop);
  const common = { method: hop.method, url, headers, body: hop.body, timeoutMs, maximumBytes, signal };
  return route ? { ...common, route } : common;
}

/** A host that a redirect leads to is reached the same way, but isn't told who the connection is (S19). */
function routeOf({ route }: PortRequest, { trusted }: Hop): HttpRoute | undefined {
  if (!route?.clientCertificate || trusted) return route;
  const { clientCertificate: _, ...way } = route;
  return way;
}

function withQuery(url: URL, added: Record<string, string> | undefined): string {
  const entries = Object.entries(added ?? {});
  if (entries.length === 0) return url.href;
  const complete = new URL(url.href);
  for (const [name, value] of entries) complete.searchParams.set(name, value);
  return complete.href;
}

/** The connection's headers win over the step's, whatever their case; two of one name would both be sent. */
function mergeHeaders(own: Record<string, string>, added: Record<string, string> = {}): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Millrace' };
  for (const name in own) headers[name.toLowerCase()] = own[name] ?? '';
  for (const name in added) headers[name.toLowerCase()] = added[name] ?? '';
  return headers;
}

/** A write that may have been done mustn't be tried again by itself: a failure after it was sent isn't retryable. */
function doubtful(error: MillraceError, method: string, effect: PortRequest['effect']): MillraceError {
  if (effect === 'read' || repeatable.has(method) || error.data.sent !== true || !error.retryable) return error;
  return new MillraceError(
    error.code,
    { ...error.data, doubtful: true },
    {
      cause: error.cause,
      why: `${error.why} The request had been sent, so it may have been carried out.`,
      fix: 'Look in the other system whether it was done, before you run again.',
      retryable: false,
    },
  );
}
