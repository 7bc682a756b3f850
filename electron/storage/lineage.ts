import type { RecordRelative, RecordTrace } from '../../shared/contract/index.ts';
import type { Database } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';

/** Relatives of a record that are followed in each direction: one of a million is no longer a story. */
const MOST_RELATIVES = 500;

type Place = { step: string; port: string; index: number };

/** Follows a record of a run to what it came of and to what came of it. */
export type Lineage = {
  /** `run` is the run's number; the record is the one at `index` among all that left `step` through `port`. */
  trace(run: number, record: Place): RecordTrace;
};

export function createLineage(database: Database): Lineage {
  /** The places among what its step received that a record came of. */
  const parentsOf = (run: number, { step, port, index }: Place): number[] => {
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
    return found === undefined ? [] : [found].flat();
  };

  /** The record that a step received at this place. */
  const receivedAt = (run: number, step: string, place: number): Place | undefined => {
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

  /** Where a record went: each step that received it, with its place there. */
  const arrivalsOf = (run: number, { step, port, index }: Place): { step: string; place: number }[] =>
    database
      .prepare(
        `SELECT step, place, first FROM run_arrivals
         WHERE run = ? AND from_step = ? AND from_port = ? AND first <= ? AND first + count > ?`,
      )
      .all(run, step, port, index, index)
      .map((row) => ({ step: textOf(row, 'step'), place: numberOf(row, 'place') + index - numberOf(row, 'first') }));

  /** What a step handed on of the record that it received at this place. */
  const departuresOf = (run: number, step: string, place: number): Place[] =>
    database
      .prepare(
        `SELECT port, first, parents FROM run_departures
         WHERE run = ? AND step = ? AND least <= ? AND most >= ? ORDER BY port, first`,
      )
      .all(run, step, place, place)
      .flatMap((row) => {
        const first = numberOf(row, 'first');
        const port = textOf(row, 'port');
        const parents: number | (number | number[])[] = JSON.parse(textOf(row, 'parents'));
        if (typeof parents === 'number') return [{ step, port, index: first + place - parents }];
        return parents.flatMap((parent, offset) =>
          [parent].flat().includes(place) ? [{ step, port, index: first + offset }] : [],
        );
      });

  return {
    trace(run, record) {
      const from = follow(record, (next) =>
        parentsOf(run, next).flatMap((place) => receivedAt(run, next.step, place) ?? []),
      );
      const endings: RecordTrace['endings'] = [];
      const to = follow(record, (next) =>
        arrivalsOf(run, next).flatMap(({ step, place }) => {
          const onward = departuresOf(run, step, place);
          if (onward.length === 0) endings.push({ step, place });
          return onward;
        }),
      );
      return { from: from.found, to: to.found, endings, more: from.more || to.more };
    },
  };
}

/** All relatives in one direction, nearest first, each once. */
function follow(record: Place, step: (record: Place) => Place[]): { found: RecordRelative[]; more: boolean } {
  const keyOf = ({ step: id, port, index }: Place) => `${id} ${port} ${index}`;
  const seen = new Set([keyOf(record)]);
  const found: RecordRelative[] = [];
  const waiting = [record];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const relative of step(next)) {
      if (seen.has(keyOf(relative))) continue;
      if (found.length >= MOST_RELATIVES) return { found, more: true };
      seen.add(keyOf(relative));
      found.push(relative);
      waiting.push(relative);
    }
  }
  return { found, more: false };
}
