import type { Files } from '../../ports/files.ts';
import type { HttpAnswer, HttpRoute } from '../../ports/http.ts';

/** What a call does to the other system: dry run withholds writes, retries are careful with them. */
export type CallEffect = 'read' | 'write';

/** One HTTP call of a step. Redirects are followed by the gateway, which is why it knows what the connection added. */
export type PortRequest = {
  method: string;
  /** An absolute `http:` or `https:` URL. */
  url: string;
  /** What the step itself sends. */
  headers?: Record<string, string>;
  /** What the connection adds: dropped for good as soon as a redirect leads to another origin (S19). */
  connectionHeaders?: Record<string, string>;
  /** Query parameters that the connection adds, under the same rule. */
  connectionQuery?: Record<string, string>;
  body?: string | Uint8Array;
  effect: CallEffect;
  /** Time until the answer's headers and between chunks of its body, in milliseconds; 60,000 unless given. */
  timeoutMs?: number;
  /** Bound of the answer's body in bytes; 64 MB unless given. */
  maximumBytes?: number;
  /** `refuse` hands a redirect back as it is: a token request must never be sent on (S37). `follow` unless given. */
  redirects?: 'follow' | 'refuse';
  /** A sign-in is recorded like every call but isn't counted as one of the step's. `work` unless given. */
  purpose?: 'work' | 'sign-in';
  /** The way that the connection asks for; a client certificate of it is dropped with the connection's headers. */
  route?: HttpRoute;
};

/** An answer, and the URL that gave it after redirects. */
export type PortAnswer = HttpAnswer & { url: string };

/**
 * The one way out that the gateway lends to one step of one run. Every use is recorded with run, step, connection and
 * effect, and may be refused. `http` throws CONNECTION_ERROR, REQUEST_TIMEOUT, ANSWER_TOO_LARGE, HEADER_WRONG,
 * ADDRESS_FORBIDDEN, REDIRECT_LIMIT, or the refusal; with the signal's reason when that is aborted.
 */
export type CallPort = {
  http(request: PortRequest, signal: AbortSignal): Promise<PortAnswer>;
  readonly files: Files;
};
