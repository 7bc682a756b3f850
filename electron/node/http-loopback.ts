import type { Server } from 'node:http';
import type { MillraceError } from '../../shared/errors/index.ts';

/** Where the servers of this computer listen: other computers can't reach them. */
export const LOOPBACK_ADDRESS = '127.0.0.1';

/** What is under way when a server closes has this long to end. */
const GRACE_MS = 500;

/** Listens on the port of the loopback, 0 for a free one. Rejects with `inUse()` when somebody else has it. */
export function listenOnLoopback(server: Server, port: number, inUse: (cause: Error) => MillraceError): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' || cause.code === 'EACCES' ? inUse(cause) : cause);
    });
    server.listen({ port, host: LOOPBACK_ADDRESS, exclusive: true }, resolve);
  });
}

/** Closes the server; answers that are being given have half a second, then their connections are cut. */
export function closeGently(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
