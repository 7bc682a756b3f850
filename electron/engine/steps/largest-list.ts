import { MillraceError } from '../../../shared/errors/index.ts';

/**
 * Bytes that one list may take, by the estimate that spilling goes by. A record with it passes through the memory of
 * every step behind, and through the store as one JSON text: far below what a text of V8 may hold (512 MiB), and a few of
 * them side by side still fit beside what a run takes (R15).
 */
const LARGEST_LIST = 64 * 1024 * 1024;

/** Counts what a list takes while it grows. */
export class ListSize {
  readonly #step: string;
  #bytes = 0;

  /** `step` is the name of the step that makes the list. */
  constructor(step: string) {
    this.#step = step;
  }

  /** Throws LIST_TOO_LARGE when the list grows past what one may take. */
  grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= LARGEST_LIST) return;
    throw new MillraceError('LIST_TOO_LARGE', { step: this.#step, megabytes: LARGEST_LIST / 1024 / 1024 });
  }
}
