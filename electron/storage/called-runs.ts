import { isJsonObject, type JsonObject } from '../../shared/json/json.ts';
import { type StoreContext, textOf } from './context.ts';
import type { RequestData, RunRequestStore } from './run-requests.ts';

/** What a called run came to: its output, whether there was more of it, and how many records failed on the way. */
export type CalledOutcome = { output: JsonObject[]; more: boolean; failed: number };

/** Which step called a run, and for which of the records that it received. */
type Caller = { runId: string; step: string; place: number };

/** Runs that steps of other runs called. */
export type CalledRunStore = {
  /** Notes that a run is about to begin for a caller; with what it has to do where it can go on later, durably. */
  begin(runId: string, caller: Caller, request: RequestData | undefined): void;
  /**
   * Notes for which record of a run a called one stands that was called before: by an earlier try of it, or by the run
   * that it goes on with.
   */
  place(runId: string, caller: Caller): void;
  /** Forgets for which records of a run called ones stand: it goes on, and tells that anew as it comes to them. */
  replaceAll(callerId: string): void;
  /** It couldn't begin. */
  forget(runId: string): void;
  /** Keeps what it came to, durably. */
  finish(runId: string, outcome: CalledOutcome): void;
  /** What it came to; undefined as long as it hasn't. */
  outcome(runId: string): CalledOutcome | undefined;
  /** Forgets, with what is written next, what the runs came to that this run called: it is over and asks for none. */
  settle(callerId: string): void;
};

export function createCalledRunStore(
  { database, commits }: StoreContext,
  requests: Pick<RunRequestStore, 'keep'>,
): CalledRunStore {
  const place: CalledRunStore['place'] = (runId, caller) =>
    void database
      .prepare('INSERT OR REPLACE INTO call_places (caller, step, run_id, place) VALUES (?, ?, ?, ?)')
      .run(caller.runId, caller.step, runId, caller.place);

  return {
    begin(runId, caller, request) {
      database.transaction(() => {
        database
          .prepare('INSERT OR REPLACE INTO called_runs VALUES (?, ?, ?, ?, NULL)')
          .run(runId, caller.runId, caller.step, caller.place);
        place(runId, caller);
        if (request) requests.keep(runId, request);
      });
    },
    place: (runId, caller) => database.transaction(() => place(runId, caller), { durable: false }),
    replaceAll: (callerId) =>
      void database.transaction(() => database.prepare('DELETE FROM call_places WHERE caller = ?').run(callerId), {
        durable: false,
      }),
    forget: (runId) =>
      database.transaction(() => {
        for (const table of ['called_runs', 'call_places']) {
          database.prepare(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
        }
      }),
    finish: (runId, outcome) =>
      database.transaction(
        () =>
          void database
            .prepare('UPDATE called_runs SET outcome = ? WHERE run_id = ?')
            .run(JSON.stringify(outcome), runId),
      ),
    outcome(runId) {
      const row = database
        .prepare('SELECT outcome FROM called_runs WHERE run_id = ? AND outcome IS NOT NULL')
        .get(runId);
      if (!row) return undefined;
      const { output, more, failed }: JsonObject = JSON.parse(textOf(row, 'outcome'));
      const records = Array.isArray(output) ? output.filter(isJsonObject) : [];
      return { output: records, more: more === true, failed: Number(failed) };
    },
    // Nothing waits for it, and what can't be forgotten goes with the run.
    settle: (callerId) => {
      const work = (): void =>
        void database.prepare('UPDATE called_runs SET outcome = NULL WHERE caller = ?').run(callerId);
      commits.add({ work }).catch(() => undefined);
    },
  };
}
