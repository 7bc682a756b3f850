/** A part of a spill file: the bytes from `from` up to, not including, `to`. */
export type SpillRange = { readonly from: number; readonly to: number };

/** Lines that wait outside memory. */
export type SpillFile = {
  /**
   * Adds lines at the end, none of which holds a line feed or half a surrogate pair (JSON texts never do), and gives
   * where they lie. One call at a time. Rejects with DISK_FULL or FILE_UNWRITABLE.
   */
  append(lines: readonly string[]): Promise<SpillRange>;
  /** The lines of a part in their order, a few at a time. Parts may be read side by side. Throws FILE_UNREADABLE. */
  read(range: SpillRange): AsyncIterable<string[]>;
};

/** Texts that were seen, kept outside memory. Synchronous, so that a step that only computes can ask it. */
export type SpillSet = {
  /** True when the text wasn't there yet. Throws DISK_FULL or FILE_UNWRITABLE. */
  add(text: string): boolean;
};

/** Room outside memory for what one run can't hold in it. Nothing is made before it is needed. */
export type Spill = {
  /** About how many bytes one step may hold in memory before it has to use this. */
  readonly memoryBytes: number;
  createFile(): SpillFile;
  createSet(): SpillSet;
  /** Removes all of it, whatever is still being read; resolves when nothing is left. */
  close(): Promise<void>;
};
