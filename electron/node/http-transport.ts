import type { HttpTransport } from '../ports/http.ts';
import type { NameLookup } from './http-connector.ts';
import { checkHeaders, checkMethod } from './http-headers.ts';

/** Time a connection may take to open, TLS included (R13). */
export const connectTimeoutMs = 10_000;

export type HttpTransportOptions = {
  /** Ports on which this Millrace itself listens; no flow may reach them (S20). Asked at every connection. */
  controlPorts?: () => Iterable<number>;
  connectTimeoutMs?: number;
  /** How names become addresses; the system's way unless a test says otherwise. */
  lookup?: NameLookup;
};

/**
 * The only place of Millrace that speaks HTTP. axios and undici are loaded with the first exchange, so that starting
 * costs nothing. Beside what the port promises, `exchange` throws ADDRESS_FORBIDDEN.
 */
export function createHttpTransport(options: HttpTransportOptions = {}): HttpTransport {
  let client: Promise<HttpTransport> | undefined;

  const load = async (): Promise<HttpTransport> => {
    const { createHttpClient } = await import('./http-client.ts');
    return createHttpClient({
      timeoutMs: options.connectTimeoutMs ?? connectTimeoutMs,
      controlPorts: options.controlPorts ?? (() => []),
      lookup: options.lookup,
    });
  };

  return {
    async exchange(request) {
      checkMethod(request.method);
      checkHeaders(request.headers);
      client ??= load();
      return (await client).exchange(request);
    },
    async close() {
      await (await client)?.close();
    },
  };
}
