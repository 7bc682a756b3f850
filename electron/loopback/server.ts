import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { MillraceError } from '../../shared/errors/index.ts';
import { contentSecurityPolicy, securityHeaders } from '../../shared/security/content-security-policy.ts';
import type { Channel } from '../host/serve.ts';
import { loadStaticFiles } from '../node/static-files.ts';
import { createAccess } from './access.ts';
import { checkOrigin } from './origin.ts';
import { pause } from './pause.ts';
import { acceptSockets } from './websocket.ts';

export type LoopbackOptions = {
  /** 0, the default, takes a free port. */
  port?: number;
  /** Folder of the built page with its `files.json`. */
  pageFolder: string;
  /** Gives a channel the host's contract. */
  serve: (channel: Channel) => void;
};

/** Browser mode, listening. */
export type LoopbackServer = {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** A URL with a fresh one-time code, to be opened within 60 s. */
  issueUrl(): string;
  close(): Promise<void>;
};

const ADDRESS = '127.0.0.1';
const LARGEST_SESSION_REQUEST = 1_000;

/** Serves the page and the contract on 127.0.0.1 only. Throws PORT_IN_USE. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const access = createAccess(() => performance.now());
  const files = loadStaticFiles(options.pageFolder);
  const server = createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const authority = `${ADDRESS}:${port}`;
  const policy = contentSecurityPolicy([`ws://${authority}`]);

  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
    context.header('content-security-policy', policy);
  });

  app.post('/session', async (context) => {
    const code = await readCode(context.req.raw);
    const token = code === undefined ? undefined : access.exchangeCode(code);
    if (token === undefined) {
      await pause(access.delayAfterWrongTry());
      return context.json({ error: 'This link was used already or is too old.' }, 401);
    }
    return context.json({ token }, 200, { 'cache-control': 'no-store' });
  });

  app.get('*', (context) => {
    const file = files.get(context.req.path)?.();
    if (!file) return context.text('Not found', 404);
    const cache = context.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return context.body(file.body, 200, { 'content-type': file.type, 'cache-control': cache });
  });

  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  server.on('request', (request, response) => {
    const changesState = request.method !== 'GET' && request.method !== 'HEAD';
    const refusal = checkOrigin(request.headers, authority, changesState);
    if (!refusal) return void answer(request, response);
    response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    return void response.end(refusal.reason);
  });
  const sockets = acceptSockets(server, { access, authority, serve: options.serve });

  return {
    port,
    origin: `http://${authority}`,
    issueUrl: () => `http://${authority}/#code=${access.issueCode()}`,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readCode(request: Request): Promise<string | undefined> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) return undefined;
  const text = await request.text();
  if (text.length > LARGEST_SESSION_REQUEST) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
    return typeof code === 'string' ? code : undefined;
  } catch {
    // Text that isn't JSON holds no code; the caller refuses it like a wrong one.
    return undefined;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? new MillraceError('PORT_IN_USE', { port }, { cause }) : cause),
    );
    server.listen(port, ADDRESS, resolve);
  });
}
