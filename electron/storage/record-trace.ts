import type { RecordRelative, RecordTrace, RunSummary, TracedRecord } from '../../shared/contract/index.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Database } from '../ports/database.ts';
import { numberOf, textOf } from './context.ts';
import { createFailureReader } from './failure-reader.ts';
import { createLineage } from './lineage.ts';
import { createNeighbours, keepsLineage, type Spot, type TracedRun, type WalkedRuns } from './run-neighbours.ts';

/** Relatives of a record that are followed in each direction: one of a million is no longer a story. */
const MOST_RELATIVES = 500;
/** Runs that one trace leads through. */
const MOST_RUNS = 100;

type ReadRun = { summary: RunSummary; state: RunState };
type Reached = TracedRun & ReadRun;

/** How the runs are read that a trace leads through. */
type Reading = {
  database: Database;
  /** The run of this id; undefined where there is none. */
  find(runId: string): ReadRun | undefined;
};

/** Follows a record of a run to what it came of and to what came of it, through the runs that called one another. */
export function traceRecord({ database, find }: Reading, run: ReadRun, record: TracedRecord): RecordTrace {
  const tracedRun = ({ summary, state }: ReadRun, depth: number, calledBy?: TracedRun['calledBy']): Reached => {
    const { runId: id, number } = summary;
    return { id, number, depth, summary, state, calledBy: calledBy ?? findCaller(database, id) };
  };
  const failuresAt = createFailureReader(database);
  const asked = tracedRun(run, 0);
  const runs = new Map([[asked.id, asked]]);
  const gaps = new Map<string, RecordTrace['gaps'][number]>();
  const ended = new Map<string, { run: TracedRun; step: string; places: Set<number> }>();
  let tooMany = false;

  const walked: WalkedRuns = {
    open(id, depth, calledBy) {
      const known = runs.get(id);
      if (known) return known;
      if (runs.size >= MOST_RUNS) {
        tooMany = true;
        return 'beyond';
      }
      const found = find(id);
      if (!found) return undefined;
      const next = tracedRun(found, depth, calledBy);
      runs.set(id, next);
      return next;
    },
    calledFor: ({ id }, step, place) =>
      database
        .prepare(
          `SELECT run_id FROM call_places JOIN runs ON runs.id = run_id
           WHERE caller = ? AND step = ? AND place = ? ORDER BY number`,
        )
        .all(id, step, place)
        .map((row) => textOf(row, 'run_id')),
    failuresAt: ({ number }, step, places) => failuresAt(number, step, places),
    gap({ id, state }, step, why, called) {
      const key = `${id} ${step} ${why}`;
      const known = gaps.get(key);
      if (known) {
        known.count += 1;
        return;
      }
      const caller = why === 'calling-run-gone' ? state.header.calledBy : undefined;
      const named = caller ? { number: caller.number, flowName: caller.flowName } : called ? { number: called } : {};
      gaps.set(key, { runId: id, step, why, count: 1, ...named });
    },
    ended(at, step, place) {
      const key = `${at.id} ${step}`;
      const known = ended.get(key) ?? { run: at, step, places: new Set() };
      known.places.add(place);
      ended.set(key, known);
    },
  };

  const ways = { from: NOTHING, to: NOTHING };
  if (keepsLineage(asked)) {
    const { before, after, received, onward } = createNeighbours(createLineage(database, MOST_RELATIVES + 1), walked);
    const isReceived = 'place' in record;
    const start = isReceived ? undefined : { run: asked, ...record };
    ways.from = follow(start, before, () => (isReceived ? received(asked, record.step, record.place) : []));
    ways.to = follow(start, after, () => (isReceived ? onward(asked, record.step, record.place) : []));
  } else walked.gap(asked, record.step, 'kept-less');
  return {
    from: ways.from.found.map(relativeOf),
    to: ways.to.found.map(relativeOf),
    endings: [...ended.values()].flatMap((end) => endingsOf(walked, end.run, end.step, [...end.places])),
    runs: [...runs.values()].map(describeRun),
    gaps: [...gaps.values()],
    more: tooMany || ways.from.more || ways.to.more,
  };
}

type Found = { found: Spot[]; more: boolean };
const NOTHING: Found = { found: [], more: false };

/**
 * All relatives in one direction, each once: those of the outermost runs first, so that the many records of called runs
 * never hide where a record came from; in one run the nearest first.
 */
function follow(start: Spot | undefined, step: (spot: Spot) => Spot[], first: () => Spot[]): Found {
  const keyOf = ({ run, step: id, port, index }: Spot) => `${run.id} ${id} ${port} ${index}`;
  const seen = new Set(start ? [keyOf(start)] : []);
  const found: Spot[] = [];
  const waiting = new Map<number, Spot[]>();
  const wait = (spots: Spot[]): void => {
    for (const spot of spots) {
      if (seen.has(keyOf(spot))) continue;
      seen.add(keyOf(spot));
      const queue = waiting.get(spot.run.depth);
      if (queue) queue.push(spot);
      else waiting.set(spot.run.depth, [spot]);
    }
  };
  wait(start ? step(start) : first());
  while (waiting.size > 0) {
    if (found.length >= MOST_RELATIVES) return { found, more: true };
    const depth = Math.min(...waiting.keys());
    const queue = waiting.get(depth) ?? [];
    const next = queue.shift();
    if (queue.length === 0) waiting.delete(depth);
    if (!next) continue;
    found.push(next);
    wait(step(next));
  }
  return { found, more: false };
}

function relativeOf({ run, step, port, index }: Spot): RecordRelative {
  return { runId: run.id, step, port, index };
}

/** For which record a run was called: of the run that called it first, or of one that goes on with what that one did. */
function findCaller(database: Database, runId: string): TracedRun['calledBy'] {
  const row = database
    .prepare(
      `SELECT caller, step, place FROM call_places JOIN runs ON runs.id = caller
       WHERE run_id = ?1 ORDER BY caller = (SELECT caller FROM called_runs WHERE run_id = ?1) DESC, number LIMIT 1`,
    )
    .get(runId);
  return row && { runId: textOf(row, 'caller'), step: textOf(row, 'step'), place: numberOf(row, 'place') };
}

function describeRun({ id, state, summary, calledBy }: Reached): RecordTrace['runs'][number] {
  return {
    runId: id,
    number: summary.number,
    flowName: summary.flowName,
    status: state.status,
    steps: state.header.steps.map((step) => ({ id: step.id, name: step.name })),
    ...(calledBy ? { calledBy } : {}),
  };
}

/** What became of received records of which a step handed nothing on. */
function endingsOf(walked: WalkedRuns, run: TracedRun, step: string, places: number[]): RecordTrace['endings'] {
  const failures = walked.failuresAt(run, step, places);
  return places.map((place) => {
    const error = failures.get(place);
    const ending = { runId: run.id, step, place };
    return error ? { ...ending, became: 'failed', error } : { ...ending, became: withoutFailure(run, step, place) };
  });
}

/** Skipped are the records that came last: what a step wasn't to try any more came after what it tried. */
function withoutFailure({ state }: TracedRun, step: string, place: number): 'filtered' | 'skipped' | 'waiting' {
  const { status = 'queued', in: received = 0, skipped = 0 } = state.steps[step] ?? {};
  if (state.durationMs === undefined && status !== 'succeeded') return 'waiting';
  return place >= received - skipped ? 'skipped' : 'filtered';
}
