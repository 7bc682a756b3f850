import type { Database } from '../../electron/ports/database.ts';
import type { StoreFiles } from '../../electron/ports/store-files.ts';

/** What a database was asked to do. */
export type WatchedStatements = {
  /** Statements as they ran, in order, `BEGIN` for each transaction, since the last `forget`. */
  readonly ran: string[];
  forget(): void;
  /** How SQLite goes about what ran since: the lines of `EXPLAIN QUERY PLAN`. */
  explain(): string[];
};

/** The same files, whose databases tell what they are asked to do. */
export function watchStatements(files: StoreFiles): { files: StoreFiles; statements: WatchedStatements } {
  let ran: string[] = [];
  let last: Database | undefined;
  const watch = (database: Database): Database => {
    let isOpen = false;
    return {
      ...database,
      prepare: (sql) => {
        const statement = database.prepare(sql);
        const telling =
          <Values extends unknown[], Result>(work: (...values: Values) => Result) =>
          (...values: Values): Result => {
            ran.push(sql);
            return work(...values);
          };
        return { run: telling(statement.run), get: telling(statement.get), all: telling(statement.all) };
      },
      execute: (sql) => {
        ran.push(sql);
        database.execute(sql);
      },
      transaction: (work, options) => {
        if (isOpen) return database.transaction(work, options);
        ran.push(options?.durable === false ? 'BEGIN RELAXED' : 'BEGIN');
        isOpen = true;
        try {
          return database.transaction(work, options);
        } finally {
          isOpen = false;
        }
      },
    };
  };
  return {
    files: {
      ...files,
      open: (name) => {
        last = files.open(name);
        return watch(last);
      },
    },
    statements: {
      get ran() {
        return ran;
      },
      forget: () => {
        ran = [];
      },
      explain: () =>
        [...new Set(ran)]
          .filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/.test(sql))
          .flatMap((sql) => last?.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() ?? [])
          .map(({ detail }) => String(detail)),
    },
  };
}
