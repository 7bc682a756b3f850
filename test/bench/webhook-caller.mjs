// Calls a webhook so many times over 50 connections that stay open, in a process of its own so that the caller's work
// isn't counted as the server's. Prints how long it took and how many calls were answered as they should be.
import { Pool } from 'undici';

const [address, count] = process.argv.slice(2);
const { origin, pathname } = new URL(address);
const CONNECTIONS = 50;
const pool = new Pool(origin, { connections: CONNECTIONS });

let next = 0;
let right = 0;
const work = async () => {
  while (next < Number(count)) {
    next += 1;
    const body = '{"name":"Ada"}';
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ path: pathname, method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode === 200 && text.includes('Hello Ada')) right += 1;
  }
};
const began = performance.now();
await Promise.all(Array.from({ length: CONNECTIONS }, work));
const durationMs = performance.now() - began;
await pool.close();
process.stdout.write(JSON.stringify({ durationMs, digest: right }));
