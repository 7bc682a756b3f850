import type { RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Identity } from './certificates.ts';

/** An https server on a free port of 127.0.0.1. */
export type TlsServer = { port: number; url: string; answered(): number; close(): Promise<void> };

/** Starts one; it asks for client certificates where `more` says so. */
export async function startTlsServer(
  { certificate, privateKey }: Identity,
  answer: RequestListener = (_, response) => void response.end('secret'),
  more: ServerOptions = {},
): Promise<TlsServer> {
  let answered = 0;
  const server = createServer({ key: privateKey, cert: certificate, ...more }, (request, response) => {
    answered += 1;
    answer(request, response);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://localhost:${port}`,
    answered: () => answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Lets this process trust these authorities too, as if they were installed on the computer; returns how to undo it. */
export function trustAuthorities(...certificates: string[]): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, ...certificates]);
  return () => setDefaultCACertificates(before);
}
