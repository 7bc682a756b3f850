import type { Database } from '../ports/database.ts';
import type { Arrivals, Departures } from '../ports/run.ts';

/** Records whose parents share a row, so that following one never parses much more than it needs. */
const ROW_COUNT = 2_000;
/** Bytes that a row takes beside its list, about: its numbers, names and index entries. */
const ROW_BYTES = 60;

type DepartureRow = Departures & { count: number; list: string | undefined; least: number; most: number };

/** What is known of which record came of which, on its way into the store; rows that follow each other are joined. */
export type LineageBuffer = {
  /** Bytes waiting to be written, about. */
  readonly length: number;
  addArrivals(arrivals: Arrivals): void;
  addDepartures(departures: Departures): void;
  /** Writes all rows; they stay in the buffer until `clear`. */
  write(run: number): void;
  clear(): void;
};

export function createLineageBuffer(database: Database): LineageBuffer {
  const insertArrivals = database.prepare(
    'INSERT INTO run_arrivals (run, step, place, count, from_step, from_port, first) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertDepartures = database.prepare(
    'INSERT INTO run_departures (run, step, port, first, count, parents, least, most) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  let arrivals: Arrivals[] = [];
  let departures: DepartureRow[] = [];
  let lastArrivals = new Map<string, Arrivals>();
  let lastDepartures = new Map<string, DepartureRow>();
  let length = 0;

  const addPart = (step: string, port: string, first: number, parents: Departures['parents']): void => {
    const name = `${step}.${port}`;
    const last = lastDepartures.get(name);
    const row = describe({ step, port, first, parents });
    length += row.list?.length ?? 0;
    if (last && last.first + last.count === first && last.list === undefined && row.list === undefined) {
      if (last.most + 1 === row.least) {
        last.count += row.count;
        last.most = row.most;
        return;
      }
    }
    departures.push(row);
    lastDepartures.set(name, row);
    length += ROW_BYTES;
  };

  return {
    get length() {
      return length;
    },
    addArrivals(added) {
      const last = lastArrivals.get(added.step);
      const follows =
        last?.from === added.from &&
        last.port === added.port &&
        last.place + last.count === added.place &&
        last.first + last.count === added.first;
      if (follows) {
        last.count += added.count;
        return;
      }
      const row = { ...added };
      arrivals.push(row);
      lastArrivals.set(added.step, row);
      length += ROW_BYTES;
    },
    addDepartures({ step, port, first, parents }) {
      for (let from = 0; from < parents.length; from += ROW_COUNT) {
        addPart(step, port, first + from, parents.slice(from, from + ROW_COUNT) as Departures['parents']);
      }
    },
    write(run) {
      for (const { step, place, count, from, port, first } of arrivals) {
        insertArrivals.run(run, step, place, count, from, port, first);
      }
      for (const { step, port, first, count, list, least, most } of departures) {
        insertDepartures.run(run, step, port, first, count, list ?? String(least), least, most);
      }
    },
    clear() {
      arrivals = [];
      departures = [];
      lastArrivals = new Map();
      lastDepartures = new Map();
      length = 0;
    },
  };
}

function describe(departures: Departures): DepartureRow {
  const { parents } = departures;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let oneForOne = true;
  for (const [index, parent] of parents.entries()) {
    const several = typeof parent === 'number' ? [parent] : parent;
    for (const place of several) {
      least = Math.min(least, place);
      most = Math.max(most, place);
    }
    oneForOne &&= parent === Number(parents[0]) + index;
  }
  const list = oneForOne ? undefined : JSON.stringify(parents);
  const known = least <= most;
  return { ...departures, count: parents.length, list, least: known ? least : 0, most: known ? most : -1 };
}
