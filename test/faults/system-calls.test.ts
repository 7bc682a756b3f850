import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { readSavedRevision } from '../support/saved-flow.ts';
import { canTrace, inject, readTrace, type TracedCall, traceTo } from '../support/strace.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/save-flows.ts');
const SAVES = '4';

/** The writing calls of a whole life of a store: made, saved to, backed up, closed. */
async function traceWhole(): Promise<{ calls: TracedCall[]; folder: string }> {
  const log = join(createTemporaryFolder(), 'calls');
  const folder = createTemporaryFolder();
  expect(await startProgram(program, [folder, SAVES], traceTo(log)).ended()).toBe(0);
  return { calls: readTrace(log, folder), folder };
}

/** So many of the calls, spread evenly over all. */
function spread(calls: readonly TracedCall[], count: number): TracedCall[] {
  const step = Math.max(1, calls.length / count);
  return calls.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

const lastAcknowledged = (lines: readonly string[]): number =>
  Math.max(0, ...lines.filter((line) => /^\d+$/.test(line)).map(Number));

// Injecting a fault into a system call takes strace (Linux, where tracing isn't forbidden); elsewhere these are skipped.
const traced = canTrace();
describe.skipIf(!traced)(`the system calls by which a store is written${traced ? '' : ' (skipped: no strace)'}`, () => {
  const kills = repetitions(4, 150);
  it(
    `R2 leave the old or the new when the process is killed at any of them, ${kills} tried`,
    async () => {
      const { calls } = await traceWhole();
      expect(calls.length).toBeGreaterThan(kills);
      for (const call of spread(calls, kills)) {
        const folder = createTemporaryFolder();
        const saving = startProgram(program, [folder, SAVES], inject(call, 'signal=KILL'));
        await saving.ended();
        expect(readSavedRevision(folder)).toBeGreaterThanOrEqual(lastAcknowledged(saving.lines));
        expect(await startProgram(program, [folder, '1']).ended()).toBe(0);
      }
    },
    timeLimit(kills, 5_000),
  );

  const failures = repetitions(3, 100);
  it.each(['ENOSPC', 'EIO'])(
    `R4 may fail with %s: it is said, what was there stays, and the next save works; ${failures} tried`,
    async (error) => {
      const { calls } = await traceWhole();
      const writing = calls.filter(({ call }) => call !== 'openat' && call !== 'unlink');
      for (const call of spread(writing, failures)) {
        const folder = createTemporaryFolder();
        const saving = startProgram(program, [folder, SAVES], inject(call, `error=${error}`));
        expect({ call, exit: await saving.ended() }).toEqual({ call, exit: 0 });
        const errors = saving.lines.filter((line) => line.startsWith('error'));
        expect({ call, errors }).toEqual({ call, errors: errors.map(() => 'error STORE_UNWRITABLE') });
        expect(errors.length).toBeLessThanOrEqual(1);
        expect(readSavedRevision(folder)).toBeGreaterThanOrEqual(lastAcknowledged(saving.lines));
        const again = startProgram(program, [folder, '1']);
        expect(await again.ended()).toBe(0);
        expect(lastAcknowledged(again.lines)).toBeGreaterThan(lastAcknowledged(saving.lines));
      }
    },
    timeLimit(failures, 5_000),
  );

  it('R3 put a file in place only when it is on the disk, and then make that durable too', async () => {
    const { calls, folder } = await traceWhole();
    // Only the message for a second owner depends on the owner's file, and it is worthless after a power cut.
    const renames = calls.filter(({ call, text }) => call === 'rename' && !text.includes('owner'));
    expect(renames.length).toBeGreaterThanOrEqual(2);
    for (const rename of renames) {
      const at = calls.indexOf(rename);
      const source = /^"([^"]+)"/.exec(rename.text)?.[1] ?? 'no source';
      const ofSource = calls.slice(0, at).filter(({ call, text }) => call !== 'openat' && text.includes(`<${source}>`));
      expect(ofSource.at(-1)?.call).toBe('fsync');
      const next = calls.slice(at + 1).find(({ call }) => call === 'fsync');
      expect(next?.text).toContain(`<${folder}>`);
    }
  });
});
