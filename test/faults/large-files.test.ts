import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { measureChild } from '../bench/child.ts';
import { millrace } from '../bench/millrace-command.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs', 'map-file.fixture.ts');
/** Rows of about 1 GB, and of the tenth of it that its memory is compared with. */
const ROWS = repetitions(150_000, 13_000_000);
const FEWER = repetitions(50_000, 1_300_000);
const MOST_BYTES = 256 * 2 ** 20;
// In the short form what V8 takes has not settled yet.
const MOST_GROWTH = repetitions(1.5, 1.15);
const PAGE = 1_000;
const FEWER_LARGE = 30;
const LARGE_RECORDS = repetitions(80, 1_000);

/** The text of a file with so many rows, page by page. */
function* textOf(format: string, rows: number): Generator<string> {
  yield format === 'csv' ? 'Id,Name,Email,Country,Note\n' : '[';
  for (let first = 0; first < rows; first += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, rows - first) }, (_, index) => {
      const id = first + index;
      const row = { Id: String(id), Name: `Person, ${id}`, Email: `Person.${id}@Example.org`, Country: 'Norway' };
      if (format === 'csv') return `${row.Id},"${row.Name}",${row.Email},${row.Country},what makes it longer\n`;
      return `${id === 0 ? '' : ',\n'}${JSON.stringify(row)}`;
    });
    yield page.join('');
  }
  if (format === 'json') yield ']';
}

/** Records of 2 MB, as files with attachments in them have, as JSON lines. */
function* largeRecords(count: number): Generator<string> {
  const text = 'x'.repeat(2_000_000);
  for (let id = 0; id < count; id += 1) yield `${JSON.stringify({ Id: id, Email: 'Ada@Example.org', text })}\n`;
}

describe('a file much larger than the memory', () => {
  it.each(['csv', 'json'])(
    `R15 is read, mapped and written as %s (${ROWS} rows) within 256 MiB, hardly more than a part of it takes`,
    async (format) => {
      const folder = createTemporaryFolder();
      const peaks: number[] = [];
      for (const rows of [FEWER, ROWS]) {
        const [from, to] = [`in-${rows}.${format}`, `out-${rows}.${format}`];
        await pipeline(Readable.from(textOf(format, rows)), createWriteStream(join(folder, from)));
        const { digest, peakBytes = 0 } = await measureChild(program, [folder, from, to], millrace.flags);
        expect(digest).toBe(rows);
        expect((await stat(join(folder, to))).size).toBeGreaterThan(rows * 40);
        peaks.push(peakBytes);
      }
      const [few = 0, many = 0] = peaks;
      // Only Linux tells the largest resident set.
      if (process.platform !== 'linux') return;
      expect(many).toBeLessThanOrEqual(MOST_BYTES);
      expect(many).toBeLessThanOrEqual(few * MOST_GROWTH);
    },
    timeLimit(ROWS, 0.1),
  );

  it(
    `R15 takes fewer records at a time where they are large: memory stays level however many come (${LARGE_RECORDS})`,
    async () => {
      const folder = createTemporaryFolder();
      const peaks: number[] = [];
      for (const count of [FEWER_LARGE, LARGE_RECORDS]) {
        const [from, to] = [`in-${count}.jsonl`, `out-${count}.jsonl`];
        await pipeline(Readable.from(largeRecords(count)), createWriteStream(join(folder, from)));
        const { digest, peakBytes = 0 } = await measureChild(program, [folder, from, to], millrace.flags);
        expect(digest).toBe(count);
        peaks.push(peakBytes);
      }
      const [few = 0, many = 0] = peaks;
      if (process.platform !== 'linux') return;
      // How much garbage V8 lets lie is its own affair, as long as it doesn't grow with the file.
      expect(many).toBeLessThanOrEqual(few * 1.5);
    },
    timeLimit(LARGE_RECORDS, 200),
  );
});
