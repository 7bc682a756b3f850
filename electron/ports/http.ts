/** One HTTP exchange as the transport sees it; no redirects are followed, no header is added. */
export type HttpRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Time until the answer's headers, and between chunks of its body, in milliseconds. */
  timeoutMs: number;
  /** Bytes of body past which the answer is given up with ANSWER_TOO_LARGE. */
  maximumBytes: number;
  signal: AbortSignal;
};

/** Header names are in lower case; several of one name are joined with `, ` (`set-cookie` isn't kept). */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** The one way bytes leave over HTTP. Throws CONNECTION_ERROR, REQUEST_TIMEOUT, ANSWER_TOO_LARGE, HEADER_WRONG. */
export type HttpTransport = {
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
};
