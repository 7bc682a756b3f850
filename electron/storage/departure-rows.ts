import type { Database } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';

/** Steps whose rows are remembered at a time: some megabytes for a million records each. */
const MOST_STEPS = 8;

/** Records that left a port of a step from `first` on, all of whose parents lie between `least` and `most`. */
export type DepartureRow = {
  port: string;
  first: number;
  least: number;
  most: number;
  /** Which of them, counted from `first`, came of the record that the step received at this place; at most so many. */
  offsetsOf(place: number, atMost: number): number[];
};

/**
 * Reads what steps handed on, in order, for one walk: however many of its ways lead through a step, its rows are read once
 * and each list in them is parsed once.
 */
export function createDepartureReader(database: Database): (run: number, step: string) => readonly DepartureRow[] {
  const known = new Map<string, DepartureRow[]>();
  const read = (run: number, step: string): DepartureRow[] =>
    database
      .prepare(
        'SELECT port, first, parents, least, most FROM run_departures WHERE run = ? AND step = ? ORDER BY port, first',
      )
      .all(run, step)
      .map((row) => {
        const least = numberOf(row, 'least');
        return {
          port: textOf(row, 'port'),
          first: numberOf(row, 'first'),
          least,
          most: numberOf(row, 'most'),
          offsetsOf: offsetsIn(textOf(row, 'parents')),
        };
      });
  return (run, step) => {
    const name = `${run} ${step}`;
    const rows = known.get(name) ?? read(run, step);
    known.set(name, rows);
    const [oldest] = known.keys();
    if (known.size > MOST_STEPS && oldest !== undefined) known.delete(oldest);
    return rows;
  };
}

/** `text`: a list of parents or of lists of them, or one number where they came one for one from there on. */
function offsetsIn(text: string): DepartureRow['offsetsOf'] {
  if (!text.startsWith('[')) return (place) => [place - Number(text)];
  let parsed: { parents: (number | number[])[]; hasLists: boolean } | undefined;
  return (place, atMost) => {
    if (!parsed) {
      const parents: (number | number[])[] = JSON.parse(text);
      parsed = { parents, hasLists: parents.some((parent) => typeof parent !== 'number') };
    }
    const { parents, hasLists } = parsed;
    const next = (from: number): number => {
      if (!hasLists) return parents.indexOf(place, from);
      return parents.findIndex(
        (parent, at) => at >= from && (typeof parent === 'number' ? parent === place : parent.includes(place)),
      );
    };
    const found: number[] = [];
    for (let at = next(0); at !== -1 && found.length < atMost; at = next(at + 1)) found.push(at);
    return found;
  };
}
