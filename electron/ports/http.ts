/** A proxy that speaks HTTP: https goes through a tunnel that it opens (RFC 9110 §9.3.6), http is handed to it. */
export type HttpProxy = { host: string; port: number; username?: string; password?: string };

/** A client certificate for mutual TLS: its chain, leaf first, and its private key (PKCS#8), both as PEM. */
export type ClientCertificate = { certificates: string; privateKey: string };

/**
 * The way to a host that a connection asks for. It holds secrets, so it is never logged or recorded. Routes with equal
 * content share their connections, and no others.
 */
export type HttpRoute = {
  proxy?: HttpProxy;
  /** Shown to the host only, never to the proxy. */
  clientCertificate?: ClientCertificate;
  /** Time a connection may take to open, proxy and TLS included, in milliseconds; the transport's own unless given. */
  connectTimeoutMs?: number;
};

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
  /** Directly, with the transport's own time for opening a connection, unless given. */
  route?: HttpRoute;
};

/** Header names are in lower case; several of one name are joined with `, ` (`set-cookie` isn't kept). */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** The one way bytes leave over HTTP. Throws CONNECTION_ERROR, REQUEST_TIMEOUT, ANSWER_TOO_LARGE, HEADER_WRONG. */
export type HttpTransport = {
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
};
