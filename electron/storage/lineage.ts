import type { Database } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';
import { createDepartureReader } from './departure-rows.ts';

/** A record of a run: the one at `index` among all that left `step` through `port`. */
export type EmittedPlace = { step: string; port: string; index: number };

/** Which record came of which inside one run, step by step, at most so many of each. `run` is the run's number. */
export type Lineage = {
  /** The places among what its step received that a record came of. */
  parentsOf(run: number, record: EmittedPlace): number[];
  /** The record that a step received at this place. */
  receivedAt(run: number, step: string, place: number): EmittedPlace | undefined;
  /** Where a record went: each step that received it, with its place there. */
  arrivalsOf(run: number, record: EmittedPlace): { step: string; place: number }[];
  /** What a step handed on of the record that it received at this place. */
  departuresOf(run: number, step: string, place: number): EmittedPlace[];
};

/**
 * For one walk: it remembers what it read of the steps that it came by, and nobody may write that meanwhile. `most` is how
 * many records it gives at most of one.
 */
export function createLineage(database: Database, most: number): Lineage {
  const parentsOf: Lineage['parentsOf'] = (run, { step, port, index }) => {
    const row = database
      .prepare(
        `SELECT first, parents FROM run_departures
         WHERE run = ? AND step = ? AND port = ? AND first <= ? AND first + count > ? ORDER BY first DESC LIMIT 1`,
      )
      .get(run, step, port, index, index);
    if (!row) return [];
    const place = index - numberOf(row, 'first');
    const parents: number | (number | number[])[] = JSON.parse(textOf(row, 'parents'));
    if (typeof parents === 'number') return [parents + place];
    const found = parents[place];
    if (found === undefined) return [];
    return typeof found === 'number' ? [found] : found.slice(0, most);
  };

  const receivedAt: Lineage['receivedAt'] = (run, step, place) => {
    const row = database
      .prepare(
        `SELECT place, from_step, from_port, first FROM run_arrivals
         WHERE run = ? AND step = ? AND place <= ? AND place + count > ? ORDER BY place DESC LIMIT 1`,
      )
      .get(run, step, place, place);
    if (!row) return undefined;
    const index = numberOf(row, 'first') + place - numberOf(row, 'place');
    return { step: textOf(row, 'from_step'), port: textOf(row, 'from_port'), index };
  };

  const arrivalsOf: Lineage['arrivalsOf'] = (run, { step, port, index }) =>
    database
      .prepare(
        `SELECT step, place, first FROM run_arrivals
         WHERE run = ? AND from_step = ? AND from_port = ? AND first <= ? AND first + count > ?`,
      )
      .all(run, step, port, index, index)
      .map((row) => ({ step: textOf(row, 'step'), place: numberOf(row, 'place') + index - numberOf(row, 'first') }));

  const rowsOf = createDepartureReader(database);
  const departuresOf: Lineage['departuresOf'] = (run, step, place) => {
    const found: EmittedPlace[] = [];
    for (const { port, first, least, most: last, offsetsOf } of rowsOf(run, step)) {
      if (found.length >= most) break;
      if (place < least || place > last) continue;
      for (const offset of offsetsOf(place, most - found.length)) found.push({ step, port, index: first + offset });
    }
    return found;
  };

  return { parentsOf, receivedAt, arrivalsOf, departuresOf };
}
