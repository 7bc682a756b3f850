import type { RequestListener, Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import type { PracticeEnv } from './respond.ts';

/** Bytes of a request's head; more than the longest address accepted, so that an address too long gets its 414. */
export const maxHeaderSize = 64 * 1024;

/** Opens a port of 127.0.0.1 (0 for a free one) and resolves with its number; rejects with the system's error. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}

/** Closes the port and all connections. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Lets requests wait for nobody: they get 503 until the listener returned is given what serves them. */
export function serveLater(server: Server): (app: Hono<PracticeEnv>) => void {
  let serve: RequestListener = (_request, response) => response.writeHead(503).end();
  server.on('request', (request, response) => serve(request, response));
  return (app) => {
    serve = hostListener(app);
  };
}

/** Requests that are not even HTTP requests (no usable address) get an error body too. */
function hostListener(app: Hono<PracticeEnv>): RequestListener {
  const answer = getRequestListener(app.fetch, {
    hostname: '127.0.0.1',
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      const bad = error instanceof RequestError;
      const entry = bad
        ? { message: 'The request is not valid HTTP.', errorCode: 'BAD_REQUEST' }
        : { message: 'An unexpected error occurred.', errorCode: 'UNKNOWN_EXCEPTION' };
      return Response.json([entry], { status: bad ? 400 : 500 });
    },
  });
  return (request, response) => {
    // What cannot be answered (the caller went away while it was written) must not end the process.
    answer(request, response).catch(() => response.destroy());
  };
}
