import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { MillraceError } from '../../shared/errors/index.ts';
import type { HttpAnswer, HttpProxy, HttpRequest } from '../ports/http.ts';
import { describeFault, type FaultPlace, timeoutFault } from './http-faults.ts';
import type { Lane } from './http-lanes.ts';
import { authorizeAtProxy, refusedByProxy } from './http-proxy.ts';

type RawAnswer = HttpAnswer & { encoding: string | undefined };

/**
 * One request over the pools of its route, without a stream in between: the body is gathered as it comes, bounded in size and
 * in silence. `onIdle` is called when it is given up before it could be sent. Rejects with a MillraceError, or with
 * the signal's reason when that is aborted.
 */
export function exchangeOnce(
  { agent, proxy }: Lane,
  request: HttpRequest,
  url: URL,
  onIdle: () => void,
): Promise<RawAnswer> {
  const { signal, timeoutMs, maximumBytes } = request;
  const identified = request.route?.clientCertificate !== undefined;
  const place: FaultPlace = { host: url.host, sent: false, seconds: timeoutMs / 1000, identified };
  // Over http the proxy reads the request and passes it on; over https it only carries bytes.
  const reader = url.protocol === 'http:' ? proxy : undefined;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    let answer: { status: number; headers: Record<string, string>; encoding: string | undefined } | undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      return true;
    };
    const fail = (error: unknown): void => {
      if (!settle()) return;
      if (controller) controller.abort(error instanceof Error ? error : new Error('aborted'));
      else onIdle();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const timer = setTimeout(() => fail(timeoutFault(place, answer ? 'body' : 'headers')), timeoutMs);

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        place.sent = true;
        if (settled) started.abort(new Error('given up'));
      },
      onResponseStart(_, status, headers) {
        // Informational answers (1xx) come before the real one and don't end the wait for it.
        if (status < 200) return;
        if (status === 407 && reader) {
          fail(refusedByProxy(reader));
          return;
        }
        timer.refresh();
        answer = { status, ...flattenHeaders(headers) };
        if (Number(headers['content-length'] ?? 0) > maximumBytes && request.method !== 'HEAD') fail(tooLarge());
      },
      onResponseData(_, chunk) {
        timer.refresh();
        size += chunk.length;
        if (size > maximumBytes) fail(tooLarge());
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (!answer || !settle()) return;
        const { status, headers, encoding } = answer;
        resolve({
          status,
          headers,
          encoding,
          body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size),
        });
      },
      onResponseError(_, error) {
        if (settle()) reject(describeFault(error, place));
      },
    };
    const tooLarge = () => new MillraceError('ANSWER_TOO_LARGE', { host: url.host, limit: showSize(maximumBytes) });
    const { method, body } = request;
    try {
      agent.dispatch(
        {
          origin: url.origin,
          method,
          body,
          ...addressRequest(url, request.headers, reader),
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        handler,
      );
    } catch (error) {
      fail(describeFault(error, place));
    }
  });
}

/** Where the request says that it goes: a proxy that reads it is told the whole address (RFC 9112 §3.2.2). */
function addressRequest(url: URL, headers: Record<string, string>, reader: HttpProxy | undefined) {
  const path = url.pathname + url.search;
  if (!reader) return { path, headers };
  const authorization = authorizeAtProxy(reader);
  const { 'proxy-authorization': _, ...own } = headers;
  return {
    path: `${url.origin}${path}`,
    headers: authorization === undefined ? own : { ...own, 'proxy-authorization': authorization },
  };
}

/** Headers as the port promises them, and the encoding the body came in. */
function flattenHeaders(raw: IncomingHttpHeaders) {
  const headers: Record<string, string> = {};
  let encoding: string | undefined;
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || name === 'set-cookie') continue;
    const text = typeof value === 'string' ? value : value.join(', ');
    if (name === 'content-encoding') encoding = text;
    else headers[name] = text;
  }
  if (encoding !== undefined) delete headers['content-length'];
  return { headers, encoding };
}

function showSize(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${bytes} bytes`;
}
