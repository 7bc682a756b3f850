import type { Spill, SpillFile, SpillSet } from '../../ports/spill.ts';

/** A spill for tests: lines in memory, read a few at a time, so that what comes of them is as it is from disk. */
export type MemorySpill = Spill & {
  /** Lines and texts that were taken, in all. */
  readonly taken: number;
  readonly closed: boolean;
};

const LINES_AT_ONCE = 3;

/** `memoryBytes` is what a step may hold before it uses the spill; `disk` is what each write waits for. */
export function memorySpill(
  memoryBytes = 2 ** 30,
  disk: () => Promise<unknown> = () => Promise.resolve(),
): MemorySpill {
  let taken = 0;
  let closed = false;
  const createFile = (): SpillFile => {
    const lines: string[] = [];
    let appends = 0;
    return {
      append: async (added) => {
        // As on a disk, where both would be written to the same place.
        appends += 1;
        if (appends > 1) throw new Error('two calls append at once');
        await disk();
        appends -= 1;
        if (closed) throw new Error('appended to a spill that is closed');
        if (added.some((line) => line.includes('\n'))) throw new Error('a line holds a line feed');
        const from = lines.length;
        lines.push(...added);
        taken += added.length;
        return { from, to: lines.length };
      },
      async *read({ from, to }) {
        for (let place = from; place < to; place += LINES_AT_ONCE) {
          yield lines.slice(place, Math.min(to, place + LINES_AT_ONCE));
        }
      },
    };
  };
  const createSet = (): SpillSet => {
    const texts = new Set<string>();
    return {
      add: (text) => {
        if (texts.has(text)) return false;
        texts.add(text);
        taken += 1;
        return true;
      },
    };
  };
  return {
    memoryBytes,
    createFile,
    createSet,
    close: async () => {
      closed = true;
    },
    get taken() {
      return taken;
    },
    get closed() {
      return closed;
    },
  };
}
