import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repetitions, timeLimit } from '../support/long.ts';
import { type Program, startProgram } from '../support/run-program.ts';
import { createTemporaryFolder, createTemporaryStore } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/own-store.ts');
const RACERS = 8;

/** Starts the racers, lets them go at once, and waits until each has said how it went. */
async function race(folder: string): Promise<{ racers: Program[]; answers: string[] }> {
  const racers = Array.from({ length: RACERS }, (_, index) => startProgram(program, [folder, `racer ${index}`]));
  await Promise.all(racers.map((racer) => racer.line(1)));
  for (const racer of racers) racer.process.stdin?.write('go\n');
  const answers = await Promise.all(racers.map((racer) => racer.line(2)));
  return { racers, answers };
}

describe('R20 processes that race for a store', () => {
  const times = repetitions(2, 100);
  it(
    `give it exactly one owner and the others its name at once, ${times} times, after a killed owner too`,
    async () => {
      const folder = createTemporaryFolder();
      for (let round = 0; round < times; round += 1) {
        const { racers, answers } = await race(folder);
        const owners = racers.filter((_, index) => answers[index] === 'owner');
        expect(owners).toHaveLength(1);
        const refusals = answers.filter((answer) => answer !== 'owner');
        const [owner] = owners;
        const name = `racer ${owner ? racers.indexOf(owner) : -1} ${owner?.process.pid}`;
        expect(refusals).toEqual(refusals.map(() => `STORE_IN_USE ${name}`));
        const late = startProgram(program, [folder, 'late']);
        late.process.stdin?.write('go\n');
        expect(await late.line(2)).toBe(`STORE_IN_USE ${name}`);
        if (round % 2 === 0) await owner?.kill();
        else owner?.process.stdin?.end();
        await Promise.all(racers.map((racer) => racer.ended()));
      }
      expect(createTemporaryStore(folder).store.settings.get('owner')).toMatch(/^racer \d$/);
    },
    timeLimit(times, 10_000),
  );
});
