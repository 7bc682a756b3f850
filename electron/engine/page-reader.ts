import { guardCall } from './guard.ts';
import type { RunningStep } from './running-step.ts';

/** Reads pages one at a time, each within the step's timeout, and closes the source whatever happens. */
export class PageReader<Page> {
  readonly #step: RunningStep;
  readonly #abort: AbortController;
  readonly #pages: AsyncIterator<Page>;
  #ended = false;

  /** `abort` belongs to the call that `pages` was opened with. */
  constructor(step: RunningStep, abort: AbortController, pages: AsyncIterable<Page>) {
    this.#step = step;
    this.#abort = abort;
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** The next page, or undefined after the last. Throws what reading throws, or STEP_TIMEOUT. */
  async next(): Promise<Page | undefined> {
    try {
      const next = await guardCall(this.#step, this.#abort, () => this.#pages.next());
      if (!next.done) return next.value;
    } catch (thrown) {
      // A generator that threw is closed; one that ignored its signal can't be waited for.
      this.#ended = true;
      throw thrown;
    }
    this.#ended = true;
    return undefined;
  }

  /** Lets a source that wasn't read to its end release what it holds. Never throws: its rows are through. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort('no more rows are wanted');
    try {
      await guardCall(this.#step, new AbortController(), async () => await this.#pages.return?.());
    } catch (thrown) {
      this.#step.warnOfClosing(thrown);
    }
  }
}
