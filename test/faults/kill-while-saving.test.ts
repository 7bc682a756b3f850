import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { readSavedRevision } from '../support/saved-flow.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/save-flows.ts');

describe('killing the process that saves', () => {
  const acknowledged = repetitions(8, 200);
  it(
    `R1 loses nothing that was acknowledged, ${acknowledged} times within 20 ms of the acknowledgement`,
    async () => {
      const folder = createTemporaryFolder();
      for (let round = 0; round < acknowledged; round += 1) {
        const saving = startProgram(program, [folder]);
        await saving.line(2 + Math.floor(Math.random() * 30));
        await delay(Math.random() * 20);
        await saving.kill();
        const last = Number(saving.lines.at(-1));
        const kept = readSavedRevision(folder);
        expect(kept).toBeGreaterThanOrEqual(last);
        // The save that was under way may have been made without having been acknowledged yet.
        expect(kept).toBeLessThanOrEqual(last + 1);
      }
    },
    timeLimit(acknowledged, 3_000),
  );

  const anywhere = repetitions(10, 200);
  it(
    `R2 leaves the old or the new, never half, ${anywhere} times at any moment from the start on`,
    async () => {
      const whole = startProgram(program, [createTemporaryFolder(), '40']);
      const started = performance.now();
      await whole.ended();
      const duration = performance.now() - started;
      let folder = createTemporaryFolder();
      for (let round = 0; round < anywhere; round += 1) {
        // Half of the kills fall on a store that is only being made.
        if (round % 2 === 0) folder = createTemporaryFolder();
        const saving = startProgram(program, [folder]);
        await delay(Math.random() * duration);
        await saving.kill();
        expect(readSavedRevision(folder)).toBeGreaterThanOrEqual(Number(saving.lines.at(-1) ?? 0));
      }
    },
    timeLimit(anywhere, 3_000),
  );
});
