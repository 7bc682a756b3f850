import { CALL_MARGIN_MS, LONGEST_CALL_MS, type OutsideCall, type OutsideCalls } from '../ports/outside-calls.ts';
import { isJournaledCall, isJournaledIntent, type JournalEntry } from '../ports/run.ts';
import { numberOf, type StoreContext, textOf } from './context.ts';
import { type Became, becameOf, type OpenCall, OpenCalls } from './open-calls.ts';
import { createTurns } from './turns.ts';

/** What runs did outside, as the journal tells it. */
export type OutsideCallStore = OutsideCalls & {
  /** Takes note of what is journaled, in the same transaction. True when something was noted. */
  note(entry: JournalEntry): boolean;
  /** What nobody knows the end of is another run's from now on, which goes on with it. */
  handOver(from: string, to: string): void;
  /** Runs were removed with what they began outside. */
  removed(runIds: readonly string[]): void;
  /** That transaction failed: what was noted in it isn't so. */
  forget(): void;
};

/** Milliseconds between two looks for rows that nobody needs any more. */
const PRUNE_EVERY_MS = 10_000;

export function createOutsideCallStore({ database, clock }: StoreContext): OutsideCallStore {
  const open = new OpenCalls();
  const turns = createTurns();
  const name = database.prepare('UPDATE outside_calls SET account = coalesce(account, ?) WHERE number = ?');
  let prunedAt = 0;

  const load = (): void => {
    const rows = database.prepare(`SELECT ${OPEN_COLUMNS} FROM outside_calls WHERE ended_at IS NULL`).all();
    open.load(
      rows.map((row) => ({
        number: numberOf(row, 'number'),
        runId: textOf(row, 'run_id'),
        step: textOf(row, 'step'),
        batchKey: textOf(row, 'batch_key'),
        type: textOf(row, 'type'),
        records: JSON.parse(textOf(row, 'records')),
        became: JSON.parse(textOf(row, 'became')),
      })),
    );
  };

  /** Forgets what ended so long ago that no call whose end isn't known, nor any to come, can be taken for it. */
  const prune = (): void => {
    const now = clock.now();
    if (Math.abs(now - prunedAt) < PRUNE_EVERY_MS) return;
    prunedAt = now;
    const keepCut = database.prepare('UPDATE outside_calls SET cut_at = ? WHERE number = ? AND cut_at IS NULL');
    for (const { number, cutAt = now } of open.cutOff()) keepCut.run(cutAt, number);
    database
      .prepare(
        `DELETE FROM outside_calls WHERE ended_at < ?1 - ${CALL_MARGIN_MS} AND NOT EXISTS (
           SELECT 1 FROM outside_calls AS open WHERE open.ended_at IS NULL
             AND open.begun_at - ${CALL_MARGIN_MS} <= outside_calls.ended_at
             AND coalesce(open.cut_at, ?1) + ${LONGEST_CALL_MS + CALL_MARGIN_MS} >= outside_calls.begun_at)`,
      )
      .run(now);
  };

  /** Notes what became of records of a call, unless that is known. */
  const learn = (call: OpenCall, learned: ReadonlyMap<number | string, Became>): void => {
    let changed = false;
    for (const [place, record] of call.records.entries()) {
      const became = learned.get(record);
      if (became === undefined || call.became[place] !== null) continue;
      call.became[place] = became;
      changed = true;
    }
    const over = call.became.every((became) => became !== null);
    if (!changed && !over) return;
    const known = over && !call.became.includes('unknown');
    database
      .prepare(`UPDATE outside_calls SET became = ?, ended_at = ?${known ? ", evidence = '[]'" : ''} WHERE number = ?`)
      .run(JSON.stringify(call.became), over ? clock.now() : null, call.number);
    if (over) open.close(call);
  };

  // It is kept with the next call that begins: a full disk is no reason to hide how a run ended.
  const cut = (calls: readonly OpenCall[]): void => {
    for (const call of calls) {
      call.cutAt ??= clock.now();
      open.over(call.number);
    }
  };

  // Whoever had the store before is gone, and no answer reaches this process.
  const orphaned = 'UPDATE outside_calls SET cut_at = ? WHERE ended_at IS NULL AND cut_at IS NULL';
  database.transaction(() => void database.prepare(orphaned).run(clock.now()));
  load();

  return {
    note({ runId, step, batchKey, outcome }) {
      const names = { runId, step, batchKey };
      const calls = open.of(names);
      if (isJournaledCall(outcome)) {
        const learned = new Map(
          outcome.records.map((record, place) => [record, becameOf(outcome.outcomes[place] ?? {})] as const),
        );
        for (const call of calls) {
          if (outcome.account !== undefined) name.run(outcome.account, call.number);
          learn(call, learned);
        }
        return calls.length > 0;
      }
      if (!isJournaledIntent(outcome)) return false;
      // Only what wasn't done is done anew.
      const again = new Map(outcome.records.map((record) => [record, 'not-done' as const]));
      for (const call of calls) learn(call, again);
      if (!outcome.evidence || outcome.begunAt === null) return calls.length > 0;
      prune();
      const { records, begunAt, evidence } = outcome;
      const became = records.map((): Became => null);
      const row = database
        .prepare(
          `INSERT INTO outside_calls
             (run_id, step, batch_key, type, connection_id, account, records, evidence, became, begun_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
        )
        .get(
          runId,
          step,
          batchKey,
          evidence.type,
          evidence.connection ?? null,
          evidence.account ?? null,
          JSON.stringify(records),
          JSON.stringify(evidence.each),
          JSON.stringify(became),
          begunAt,
        );
      open.begin({ ...names, number: numberOf(row ?? {}, 'number'), type: evidence.type, records, became });
      return true;
    },
    handOver(from, to) {
      const inDoubt = `ended_at IS NULL OR became LIKE '%"unknown"%'`;
      const update = `UPDATE outside_calls SET run_id = ? WHERE run_id = ? AND (${inDoubt})`;
      database.transaction(() => void database.prepare(update).run(to, from));
      open.move(from, to);
    },
    removed: (runIds) => {
      for (const call of runIds.flatMap((runId) => open.ofRun(runId))) open.close(call);
    },
    forget: load,
    read: (type, since) =>
      database
        .prepare(
          'SELECT * FROM outside_calls WHERE type = ? AND (ended_at IS NULL OR ended_at >= ?) ORDER BY begun_at, number',
        )
        .all(type, since)
        .flatMap((row) => {
          const names = { runId: textOf(row, 'run_id'), step: textOf(row, 'step'), batchKey: textOf(row, 'batch_key') };
          const records: (number | string)[] = JSON.parse(textOf(row, 'records'));
          const evidence = JSON.parse(textOf(row, 'evidence'));
          // What is settled is known here before it is journaled.
          const now = open.find(numberOf(row, 'number'), names);
          const became: Became[] = now?.became ?? JSON.parse(textOf(row, 'became'));
          const endedAt = row.ended_at ?? row.cut_at ?? now?.cutAt ?? null;
          return records.flatMap((record, place): OutsideCall[] => {
            const what = became[place] ?? null;
            if (what === 'not-done') return [];
            return [
              {
                ...names,
                record,
                ...(row.connection_id === null ? {} : { connection: textOf(row, 'connection_id') }),
                ...(row.account === null ? {} : { account: textOf(row, 'account') }),
                evidence: evidence[place] ?? null,
                begunAt: numberOf(row, 'begun_at'),
                ...(endedAt === null ? {} : { endedAt: Number(endedAt) }),
                ...(what !== null && what !== 'unknown' ? { adds: what.adds } : {}),
              },
            ];
          });
        }),
    answered: (type) => open.answered(type),
    doubt: (calls) => cut(open.with(calls)),
    settle(calls, settled) {
      for (const [place, { key, id }] of calls.records.entries()) {
        const found = settled[place] ?? 'unknown';
        if (found === 'unknown') continue;
        const became: Became =
          found === 'not-done' ? found : 'error' in found.outcome ? 'not-done' : { adds: found.outcome.adds ?? null };
        for (const call of open.with({ ...calls, records: [{ key, id }] })) {
          const at = call.records.indexOf(id);
          call.became[at] ??= became;
          if (!call.became.includes(null)) open.over(call.number);
        }
      }
    },
    ended: (runId) => cut(open.ofRun(runId)),
    inTurn: turns,
  };
}

const OPEN_COLUMNS = 'number, run_id, step, batch_key, type, records, became';
