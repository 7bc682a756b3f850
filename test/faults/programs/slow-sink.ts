// A service that takes what is sent to it at a pace: `slow-sink.ts BYTES_A_SECOND`. Prints its address, then after each
// request how many bytes it has taken in all.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const pace = Number(process.argv[2]);
let taken = 0;
let free = 0;
const server = createServer((request, response) => {
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
  });
  request.on('end', () => {
    const now = performance.now();
    free = Math.max(free, now) + (size / pace) * 1_000;
    setTimeout(() => {
      taken += size;
      process.stdout.write(`${taken}\n`);
      response.end();
    }, free - now);
  });
});
// Stopped for longer than that, it would take lines that are in use for idle ones, and cut them.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
