import type { Clock } from '../ports/clock.ts';
import type { Database, SqlRow } from '../ports/database.ts';
import type { Random } from '../ports/random.ts';
import type { SharedCommits } from './shared-commits.ts';

/** What every repository works with. */
export type StoreContext = {
  database: Database;
  clock: Clock;
  random: Random;
  /** Names the store in messages. */
  folder: string;
  /**
   * Changes what a person made: whole or not at all, durable when it returns, and counted, so that a store which lost
   * changes is known from its backups and a backup is made in time.
   */
  change<Result>(work: () => Result): Result;
  /** Writes of runs that go on side by side. */
  commits: SharedCommits;
};

/** A column that holds text. */
export function textOf(row: SqlRow, column: string): string {
  return String(row[column] ?? '');
}

/** A column that holds a number; 0 where it is null. */
export function numberOf(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}

/** A column that holds a time, as ISO 8601 in UTC. */
export function timeOf(row: SqlRow, column: string): string {
  return formatTime(numberOf(row, column));
}

/** A column that holds a time or null. */
export function optionalTimeOf(row: SqlRow, column: string): string | null {
  return row[column] === null || row[column] === undefined ? null : timeOf(row, column);
}

/** Milliseconds since 1970 as ISO 8601 in UTC; the start of 1970 where damage made it no time at all. */
export function formatTime(milliseconds: number): string {
  return new Date(Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0).toISOString();
}
