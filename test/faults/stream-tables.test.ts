import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs', 'stream-table.fixture.ts');
/** Mebibytes that a run may take at most, however many records there are (R15). */
const mostMemory = 300;
const rows = repetitions(100_000, 1_000_000);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-tables-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('R15 files larger than the memory', () => {
  it.each(['table.xlsx', 'table.xml'])(
    `${rows} records are written to %s and read back in bounded memory`,
    async (path) => {
      const child = startProgram(program, [folder, path, String(rows)]);
      const { records, sum, peakMib } = JSON.parse(await child.line(1));
      expect({ records, sum }).toEqual({ records: rows, sum: (rows * (rows - 1)) / 2 });
      expect(peakMib).toBeLessThan(mostMemory);
      expect(await child.ended()).toBe(0);
    },
    timeLimit(rows, 0.2),
  );
});
