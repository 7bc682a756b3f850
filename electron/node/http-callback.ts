import { createServer } from 'node:http';
import { MillraceError } from '../../shared/errors/index.ts';
import type { CallbackListener, CallbackVerdict } from '../ports/callback-listener.ts';
import { closeGently, LOOPBACK_ADDRESS, listenOnLoopback } from './http-loopback.ts';

/** Bounds that no browser's answer reaches. */
const LARGEST_HEADER_BYTES = 16_384;

/** Receives the browser's answers over HTTP on 127.0.0.1. */
export function createCallbackListener(): CallbackListener {
  return {
    async listen({ port, path }, receive) {
      const server = createServer({ maxHeaderSize: LARGEST_HEADER_BYTES, requestTimeout: 10_000 });
      server.on('request', (request, response) => {
        const verdict = readVerdict(request.method, request.headers.host, request.url, { port, path }, receive);
        const { status, text } = verdict === undefined ? { status: 404, text: 'Not found.' } : pages[verdict];
        response.writeHead(status, headers).end(pageOf(text));
      });
      await listenOnLoopback(
        server,
        port,
        (cause) => new MillraceError('CALLBACK_PORT_IN_USE', { port, system: 'the other system' }, { cause }),
      );
      let closing: Promise<void> | undefined;
      return {
        close: () => {
          closing ??= closeGently(server);
          return closing;
        },
      };
    },
  };
}

function readVerdict(
  method: string | undefined,
  host: string | undefined,
  target: string | undefined,
  { port, path }: { port: number; path: string },
  receive: (query: URLSearchParams) => CallbackVerdict,
): CallbackVerdict | undefined {
  // A page elsewhere that points its own name at this computer asks for another host.
  if (host !== `localhost:${port}` && host !== `${LOOPBACK_ADDRESS}:${port}`) return undefined;
  if (method !== 'GET' || !URL.canParse(target ?? '', `http://${LOOPBACK_ADDRESS}`)) return undefined;
  const url = new URL(target ?? '', `http://${LOOPBACK_ADDRESS}`);
  return url.pathname === path ? receive(url.searchParams) : undefined;
}

const pages: Record<CallbackVerdict, { status: number; text: string }> = {
  approved: { status: 200, text: 'Millrace has your approval. You can close this window.' },
  refused: { status: 200, text: 'Access wasn’t approved. You can close this window and go back to Millrace.' },
  ignored: { status: 400, text: 'This answer doesn’t belong to what Millrace is waiting for. Start again there.' },
};

/** The address holds the code: it goes to nobody else, into no cache, and no script sees it. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

function pageOf(text: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Millrace</title></head><body><main><h1>Millrace</h1><p>${text}</p></main></body></html>`;
}
