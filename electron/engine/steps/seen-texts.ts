import type { Spill, SpillSet } from '../../ports/spill.ts';

/** What a text takes in a set besides its characters. */
const BYTES_PER_TEXT = 64;

/** Texts that were seen: in memory as long as they fit, the later ones outside it. */
export class SeenTexts {
  readonly #spill: Spill;
  readonly #held = new Set<string>();
  #bytes = 0;
  #spilled: SpillSet | undefined;

  constructor(spill: Spill) {
    this.#spill = spill;
  }

  /** True when the text wasn't there yet. */
  add(text: string): boolean {
    if (this.#held.has(text)) return false;
    if (this.#spilled) return this.#spilled.add(text);
    this.#held.add(text);
    this.#bytes += BYTES_PER_TEXT + 2 * text.length;
    if (this.#bytes > this.#spill.memoryBytes) this.#spilled = this.#spill.createSet();
    return true;
  }
}
