/** A value that SQLite stores. */
export type SqlValue = string | number | bigint | null | Uint8Array;

export type SqlRow = Record<string, SqlValue>;

/** A prepared statement; running it again costs no parsing. */
export type SqlStatement = {
  run(...values: SqlValue[]): { changes: number };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
};

/** A SQLite database, synchronous. Every error of it is thrown as a MillraceError of the store's group. */
export type Database = {
  prepare(sql: string): SqlStatement;
  execute(sql: string): void;
  /**
   * Runs `work` whole or not at all; nested calls join the outer one. It is on the disk when this returns, unless
   * `durable` is false: then it survives the end of the process, but perhaps not a power cut.
   */
  transaction<Result>(work: () => Result, options?: { durable: boolean }): Result;
  close(): void;
};
