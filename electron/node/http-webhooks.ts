import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MillraceError } from '../../shared/errors/index.ts';
import type { WebhookAnswer, WebhookCall, WebhookServer } from '../ports/webhook-server.ts';
import { closeGently, listenOnLoopback } from './http-loopback.ts';

/** Bounds that real calls stay within. */
export type WebhookLimits = {
  bodyBytes: number;
  headerBytes: number;
  /** From its first byte to its last, in milliseconds. */
  slowestMs: number;
  /** Calls that are read or answered at the same time. */
  callsAtOnce: number;
  connections: number;
};

const usualLimits: WebhookLimits = {
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  slowestMs: 10_000,
  callsAtOnce: 500,
  connections: 1_000,
};

const tooLarge: WebhookAnswer = { status: 413, body: { error: 'The body is larger than 1 MiB.' } };
const tooMany: WebhookAnswer = { status: 503, body: { error: 'Too many calls at once.' }, retryAfterSeconds: 1 };
const failed: WebhookAnswer = { status: 500, body: { error: 'The call could not be handled.' } };

/** Hears webhooks over HTTP on 127.0.0.1. */
export function createWebhookServer(limits: WebhookLimits = usualLimits): WebhookServer {
  return {
    async listen(port, answer) {
      const server = createServer({
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.slowestMs,
        requestTimeout: limits.slowestMs,
        connectionsCheckingInterval: Math.min(1_000, limits.slowestMs),
      });
      server.maxConnections = limits.connections;
      let calls = 0;
      server.on('request', (request, response) => {
        if (calls >= limits.callsAtOnce) return void refuse(response, tooMany);
        calls += 1;
        response.once('close', () => {
          calls -= 1;
        });
        handle(request, response, limits, answer).catch(() => refuse(response, failed));
      });
      await listenOnLoopback(server, port, (cause) => new MillraceError('WEBHOOK_PORT_IN_USE', { port }, { cause }));
      let closing: Promise<void> | undefined;
      return {
        port: (server.address() as AddressInfo).port,
        close: () => {
          closing ??= closeGently(server);
          return closing;
        },
      };
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  limits: WebhookLimits,
  answer: (call: WebhookCall) => Promise<WebhookAnswer>,
): Promise<void> {
  const body = await readBody(request, limits.bodyBytes);
  if (body === 'cut') return;
  if (body === 'too-large') return refuse(response, tooLarge);
  const { method = 'GET', url = '/' } = request;
  const mark = url.indexOf('?');
  const call: WebhookCall = {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers: headersOf(request),
    body,
  };
  send(response, await answer(call));
}

/** The whole body, or why there is none. */
function readBody(request: IncomingMessage, most: number): Promise<Buffer | 'too-large' | 'cut'> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > most) return Promise.resolve('too-large');
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) resolve('too-large');
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('close', () => resolve('cut'));
  });
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  // Not by assignment: a header may be called `__proto__`.
  return Object.fromEntries(entries);
}

/** Answers before the whole call was read, and reads no more of it. */
function refuse(response: ServerResponse, answer: WebhookAnswer): void {
  if (response.headersSent) return void response.destroy();
  response.setHeader('connection', 'close');
  send(response, answer);
}

function send(response: ServerResponse, { status, body, retryAfterSeconds }: WebhookAnswer): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
