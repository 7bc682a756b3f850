/**
 * Hands rows from who pushes them to who pulls them. `push` resolves when all before were taken, so that neither runs ahead
 * of the other.
 */
export class RowQueue<Row> implements AsyncIterable<Row> {
  #rows: Row[] = [];
  #next = 0;
  #ended = false;
  #failure: { error: unknown } | undefined;
  /** Wakes who pulls. */
  #arrived: (() => void) | undefined;
  /** Wakes who pushes. */
  #taken: (() => void) | undefined;

  /** Resolves when the rows are taken. @throws what `fail` was told. */
  async push(rows: Row[]): Promise<void> {
    this.#throwFailure();
    if (rows.length === 0) return;
    this.#rows = rows;
    this.#next = 0;
    const taken = new Promise<void>((resolve) => {
      this.#taken = resolve;
    });
    this.#wake();
    await taken;
    this.#throwFailure();
  }

  /** Says that no more rows come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Ends both sides with an error; the first one counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
    this.#taken?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    for (;;) {
      this.#throwFailure();
      const row = this.#rows[this.#next];
      if (row !== undefined) {
        this.#next++;
        yield row;
        continue;
      }
      this.#taken?.();
      this.#taken = undefined;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #wake(): void {
    this.#arrived?.();
    this.#arrived = undefined;
  }
}
