// The same work as the flow, by hand on the libraries' streams. JavaScript, because stripping types costs memory.
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';

const [folder, size] = process.argv.slice(2);
const began = performance.now();
await pipeline(
  createReadStream(join(folder, `in-${size}.csv`)),
  parse({ columns: true }),
  async function* compute(rows) {
    for await (const row of rows) {
      if (row.Status === 'Open') yield { ...row, Email: row.Email.toLowerCase(), Total: Number(row.Amount) * 2 };
    }
  },
  stringify({ header: true }),
  createWriteStream(join(folder, `plain-${size}.csv`)),
);
process.stdout.write(JSON.stringify({ durationMs: performance.now() - began }));
