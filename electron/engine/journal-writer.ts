import type { Journal, JournalEntry } from '../ports/run.ts';

/**
 * Writes journal entries in groups: what comes while an append is under way goes with the next one, so that many calls
 * at once cost few commits.
 */
export class JournalWriter {
  readonly #journal: Journal;
  #pending: JournalEntry[] = [];
  #next: Promise<void> | undefined;
  #current: Promise<void> = Promise.resolve();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What all runs of the store did outside lately, where that is kept. */
  get outside(): Journal['outside'] {
    return this.#journal.outside;
  }

  /** Resolves when the entries are durable; rejects with the journal's error. */
  append(entries: JournalEntry[]): Promise<void> {
    this.#pending.push(...entries);
    this.#next ??= this.#current.then(() => this.#write());
    return this.#next;
  }

  #write(): Promise<void> {
    const entries = this.#pending;
    this.#pending = [];
    this.#next = undefined;
    const written = this.#journal.append(entries);
    // Whoever waits for these entries hears of a failure; the next group is tried all the same.
    this.#current = written.catch(() => undefined);
    return written;
  }
}
