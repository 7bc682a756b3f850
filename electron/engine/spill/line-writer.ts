import type { SpillFile, SpillRange } from '../../ports/spill.ts';

/** Characters gathered before they are written: enough for the disk, little enough for many writers side by side. */
const GATHERED_CHARACTERS = 32 * 2 ** 10;

/** Writes lines to a spill file in pieces, and knows where its own lie: several writers may share a file. */
export class LineWriter {
  readonly ranges: SpillRange[] = [];
  readonly #file: SpillFile;
  #lines: string[] = [];
  #characters = 0;

  constructor(file: SpillFile) {
    this.#file = file;
  }

  /** Takes a line. True when `flush` should be called before the next. */
  add(line: string): boolean {
    this.#lines.push(line);
    this.#characters += line.length + 1;
    return this.#characters >= GATHERED_CHARACTERS;
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    const range = await this.#file.append(lines);
    const last = this.ranges.at(-1);
    if (last?.to === range.from) this.ranges.splice(-1, 1, { from: last.from, to: range.to });
    else this.ranges.push(range);
  }

  /** All lines that were flushed, in their order. */
  async *read(): AsyncGenerator<string[]> {
    for (const range of this.ranges) yield* this.#file.read(range);
  }
}
