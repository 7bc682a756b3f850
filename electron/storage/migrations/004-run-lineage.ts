import type { StoreMigration } from './migration.ts';

/**
 * Which record came of which. A row of `run_arrivals`: `count` records that a step received from its place on are those
 * from `first` on that left a port of `from_step`. A row of `run_departures`: what the records came of that left a port
 * from `first` on, as a JSON list of received places, or one number when they came one for one from there on; `least`
 * and `most` bound them.
 */
export const runLineage: StoreMigration = {
  version: 4,
  name: '004-run-lineage',
  keeps: [],
  sql: `
    CREATE TABLE run_arrivals (
      run INTEGER NOT NULL,
      step TEXT NOT NULL,
      place INTEGER NOT NULL,
      count INTEGER NOT NULL,
      from_step TEXT NOT NULL,
      from_port TEXT NOT NULL,
      first INTEGER NOT NULL,
      PRIMARY KEY (run, step, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_arrivals_by_origin ON run_arrivals (run, from_step, from_port, first);

    CREATE TABLE run_departures (
      run INTEGER NOT NULL,
      step TEXT NOT NULL,
      port TEXT NOT NULL,
      first INTEGER NOT NULL,
      count INTEGER NOT NULL,
      parents TEXT NOT NULL,
      least INTEGER NOT NULL,
      most INTEGER NOT NULL,
      PRIMARY KEY (run, step, port, first)
    ) STRICT, WITHOUT ROWID;
  `,
};
