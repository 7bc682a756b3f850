import type { TestResult } from '../../shared/contract/index.ts';
import { isJsonObject } from '../../shared/json/json.ts';
import type { Database } from '../ports/database.ts';
import { readJson } from './connection-rows.ts';
import { numberOf, textOf } from './context.ts';

/** How many results of a connection's tests are kept (ui.md §8.2). */
export const KEPT_TESTS = 10;

/** Results of tests by connection. Changes belong into the caller's transaction. */
export type ConnectionTests = {
  /** Those that are kept, newest first. */
  list(connectionId: string): TestResult[];
  newest(connectionId: string): TestResult | null;
  add(connectionId: string, result: TestResult): void;
  removeAll(connectionId: string): void;
};

export function createConnectionTests(database: Database): ConnectionTests {
  const read = (connectionId: string, limit: number): TestResult[] =>
    database
      .prepare('SELECT result FROM connection_tests WHERE connection_id = ? ORDER BY number DESC LIMIT ?')
      .all(connectionId, limit)
      .flatMap((row) => {
        const result = readJson(textOf(row, 'result'));
        // Results of earlier versions have no lines.
        return isJsonObject(result) ? [{ lines: [], ...result } as unknown as TestResult] : [];
      });
  return {
    list: (connectionId) => read(connectionId, KEPT_TESTS),
    newest: (connectionId) => read(connectionId, 1)[0] ?? null,
    add(connectionId, result) {
      const last = database
        .prepare('SELECT max(number) AS number FROM connection_tests WHERE connection_id = ?')
        .get(connectionId);
      const number = numberOf(last ?? {}, 'number') + 1;
      database
        .prepare('INSERT INTO connection_tests VALUES (?, ?, ?)')
        .run(connectionId, number, JSON.stringify(result));
      database
        .prepare('DELETE FROM connection_tests WHERE connection_id = ? AND number <= ?')
        .run(connectionId, number - KEPT_TESTS);
    },
    removeAll(connectionId) {
      database.prepare('DELETE FROM connection_tests WHERE connection_id = ?').run(connectionId);
    },
  };
}
