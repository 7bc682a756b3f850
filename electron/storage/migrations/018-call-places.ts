import type { StoreMigration } from './migration.ts';

/**
 * Which of the records that a step of a run received each called run stands for. A run that goes on with what another
 * began shares its called runs, and one that is resumed counts its records anew: `called_runs` keeps who called first.
 */
export const callPlaces: StoreMigration = {
  version: 18,
  name: '018-call-places',
  keeps: [],
  sql: `
    CREATE TABLE call_places (
      caller TEXT NOT NULL,
      step TEXT NOT NULL,
      run_id TEXT NOT NULL,
      place INTEGER NOT NULL,
      PRIMARY KEY (caller, step, run_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX call_places_of ON call_places (caller, step, place);
    CREATE INDEX call_places_by_run ON call_places (run_id);
    INSERT INTO call_places SELECT caller, step, run_id, place FROM called_runs;
  `,
};
