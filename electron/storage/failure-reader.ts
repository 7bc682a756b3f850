import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { FailedRecord } from '../../shared/run/events.ts';
import type { Database } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';

/** Reads the errors of the records that a step of a run (by its number) received at these places. */
export type FailureReader = (run: number, step: string, places: readonly number[]) => Map<number, ErrorDescription>;

/** For one walk: where the failures of a step stand is found out once, however often it is asked about. */
export function createFailureReader(database: Database): FailureReader {
  const known = new Map<string, ReadonlyMap<number, number>>();
  /** In which row each failed record stands, by its place. */
  const locate = (run: number, step: string): ReadonlyMap<number, number> => {
    const rows = database
      .prepare(
        `SELECT first_index, json_extract(value, '$.index') AS place FROM run_failures, json_each(failures)
         WHERE run = ? AND step = ?`,
      )
      .all(run, step);
    return new Map(rows.map((row) => [numberOf(row, 'place'), numberOf(row, 'first_index')]));
  };
  const readRow = (run: number, step: string, firstIndex: number): FailedRecord[] => {
    const row = database
      .prepare('SELECT failures FROM run_failures WHERE run = ? AND step = ? AND first_index = ?')
      .get(run, step, firstIndex);
    return row ? JSON.parse(textOf(row, 'failures')) : [];
  };
  return (run, step, places) => {
    const name = `${run} ${step}`;
    const located = known.get(name) ?? locate(run, step);
    known.set(name, located);
    const wanted = new Set(places);
    const firstIndexes = new Set(places.flatMap((place) => located.get(place) ?? []));
    const failures = [...firstIndexes].flatMap((firstIndex) => readRow(run, step, firstIndex));
    return new Map(failures.flatMap(({ index, error }) => (wanted.has(index) ? [[index, error]] : [])));
  };
}
