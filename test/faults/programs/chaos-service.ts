// A service that bookings are posted to: `chaos-service.ts FILE PORT DELAY`, where PORT is 0 for a free one. Keeps each
// booking as a line of the file before it answers, and books one idempotency key once, whatever it is asked. Takes up to
// DELAY milliseconds before it books, and as long again before it answers. Prints its port.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A booking as the file keeps it: what was asked for, in which part of the flow, and under which key. */
export type Booking = { part: string; order: number; key: string };

const [file = '', port = '0', mostDelayMs = '0'] = process.argv.slice(2);
const kept = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean) : [];
const keys = new Set(kept.map((line) => (JSON.parse(line) as Booking).key));
/** Somewhere within a call's time, so that an end hits it before or after the booking. */
const soon = (then: () => void) => setTimeout(then, Math.random() * Number(mostDelayMs));

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () =>
    soon(() => {
      const [, part = '', order = ''] = (request.url ?? '').split('/');
      const key = String(request.headers['idempotency-key']);
      if (request.method === 'POST' && !keys.has(key)) {
        keys.add(key);
        appendFileSync(file, `${JSON.stringify({ part, order: Number(JSON.parse(body).order), key })}\n`);
      }
      soon(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ part, order }));
      });
    }),
  );
});
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
