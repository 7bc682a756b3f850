import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { median } from '../bench/benchmark.ts';
import { millrace } from '../bench/millrace-command.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';

const program = join(import.meta.dirname, 'programs', 'soak.fixture.ts');
const RUNS = repetitions(300, 20_000);
const PARTS = 20;
/** Mebibytes that a thousand runs may leave behind; so few runs as in the short form tell less than the noise. */
const MOST_LEFT_MIB = RUNS / 2_000 + repetitions(8, 0);

type Part = { rssMib: number; handles: number; cpuMs: number };

describe('a host that runs for weeks', () => {
  it(
    `R29 holds no more after ${RUNS} runs than after a few: memory, handles, and the time that a run takes`,
    async () => {
      const child = startProgram(program, [String(RUNS)], [], [...millrace.flags, '--expose-gc']);
      await child.line(PARTS);
      expect(await child.ended()).toBe(0);
      const parts = child.lines.map((line) => JSON.parse(line) as Part);
      const early = parts.slice(PARTS / 4, PARTS / 2);
      const late = parts.slice((PARTS * 3) / 4);
      const middle = (of: Part[], key: keyof Part) => median(of.map((part) => part[key]));
      expect(middle(late, 'rssMib') - middle(early, 'rssMib')).toBeLessThan(MOST_LEFT_MIB);
      expect(middle(late, 'handles')).toBeLessThanOrEqual(middle(early, 'handles') + 1);
      // Wall-clock time would tell of the machine; the processor's time hardly does, over thousands of runs.
      if (RUNS >= 20_000) expect(middle(late, 'cpuMs')).toBeLessThan(1.1 * middle(early, 'cpuMs'));
    },
    timeLimit(RUNS, 90),
  );
});
