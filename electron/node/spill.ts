import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spill } from '../ports/spill.ts';
import { writingError } from './file-errors.ts';
import { SpilledLines } from './spill-lines.ts';
import { SpilledTexts } from './spill-texts.ts';

/** What one step holds before it spills: several such steps fit into the 300 MiB of performance.md. */
const STEP_MEMORY_BYTES = 16 * 2 ** 20;

/** Rooms outside memory, each for one run, in folders of their own below one that belongs to Millrace alone. */
export type SpillFolder = {
  open(): Spill;
  /** Removes what runs of a killed process left. Only for the owner of the data folder, before its first run. */
  clear(): void;
};

/** Spills into `folder`, which only its owner may read. `memoryBytes` is what a step may hold before it spills. */
export function createSpillFolder(folder: string, memoryBytes: number = STEP_MEMORY_BYTES): SpillFolder {
  return {
    clear: () => rmSync(folder, { recursive: true, force: true }),
    open: () => openSpill(folder, memoryBytes),
  };
}

function openSpill(parent: string, memoryBytes: number): Spill {
  const folder = join(parent, randomBytes(12).toString('hex'));
  const made: (SpilledLines | SpilledTexts)[] = [];
  let closed = false;
  const nextPath = (): string => {
    if (closed) throw new Error('the run is over: nothing more can be spilled');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (thrown) {
      throw writingError(thrown, folder);
    }
    return join(folder, String(made.length));
  };
  return {
    memoryBytes,
    createFile: () => {
      const lines = new SpilledLines(nextPath());
      made.push(lines);
      return lines;
    },
    createSet: () => {
      const texts = new SpilledTexts(nextPath());
      made.push(texts);
      return texts;
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(made.map((spilled) => spilled.close()));
      if (made.length > 0) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
