import type { StoreMigration } from './migration.ts';

/**
 * How many runs of each flow are kept and the bytes they take, counted as runs come, grow and go, so that the limits of
 * the history are judged after each run without reading the others. `runs_by_size` was there to add them up.
 */
export const runTotals: StoreMigration = {
  version: 13,
  name: '013-run-totals',
  keeps: [],
  sql: `
    CREATE TABLE run_totals (
      flow_id TEXT PRIMARY KEY,
      runs INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO run_totals SELECT flow_id, count(*), sum(bytes) FROM runs GROUP BY flow_id;
    CREATE TRIGGER run_came AFTER INSERT ON runs BEGIN
      INSERT INTO run_totals VALUES (NEW.flow_id, 1, NEW.bytes)
        ON CONFLICT (flow_id) DO UPDATE SET runs = runs + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER run_grew AFTER UPDATE OF bytes ON runs WHEN NEW.bytes <> OLD.bytes BEGIN
      UPDATE run_totals SET bytes = bytes + NEW.bytes - OLD.bytes WHERE flow_id = NEW.flow_id;
    END;
    CREATE TRIGGER run_went AFTER DELETE ON runs BEGIN
      UPDATE run_totals SET runs = runs - 1, bytes = bytes - OLD.bytes WHERE flow_id = OLD.flow_id;
      DELETE FROM run_totals WHERE flow_id = OLD.flow_id AND runs = 0;
    END;
    DROP INDEX runs_by_size;
  `,
};
