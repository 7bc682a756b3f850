import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../bench/millrace-command.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs', 'busy-host.fixture.ts');
const ROWS = repetitions(15_000, 500_000);
const P99_MS = 50;
const MOST_MS = 200;

type Figures = Record<'p99Ms' | 'mostMs' | 'ownP99Ms' | 'ownMostMs' | 'previewed' | 'runs', number>;

describe('a host with five runs over large files', () => {
  it(
    `R17 goes on answering while 10,000 of ${ROWS} rows are looked through: it holds its loop for less than 50 ms`,
    async () => {
      const child = startProgram(program, [String(ROWS)], [], millrace.flags);
      const { failed, ...figures } = JSON.parse(await child.line(1)) as Figures & { failed: string[] };
      expect(failed).toEqual([]);
      expect(figures.runs).toBe(5);
      expect(figures.previewed).toBeGreaterThanOrEqual(10_000);
      expect(figures.ownP99Ms).toBeLessThan(P99_MS);
      expect(figures.ownMostMs).toBeLessThan(MOST_MS);
      expect(await child.ended()).toBe(0);
      // In the suite, where others use the machine as well, lateness decides nothing.
      if (ROWS < 500_000) return;
      console.log('R17', figures);
      expect(figures.p99Ms).toBeLessThan(P99_MS);
      expect(figures.mostMs).toBeLessThan(MOST_MS);
    },
    timeLimit(ROWS, 0.5),
  );
});
