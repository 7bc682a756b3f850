import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { coalesceRunEvents } from '../../shared/run/coalesce.ts';
import type { FailedRecord, RunEvent, RunHeader } from '../../shared/run/events.ts';
import { foldRunEvents, KEPT_FAILURES, type RunState } from '../../shared/run/state.ts';
import type { Database } from '../ports/database.ts';
import type { RunRecorder } from '../ports/run.ts';
import type { StoreContext } from './context.ts';
import { countBytes } from './count-bytes.ts';
import { createLineageBuffer } from './lineage-buffer.ts';
import { createRecordBuffer } from './record-buffer.ts';
import { keepRunRow } from './run-row.ts';

/** How a run is recorded. */
export type RecorderOptions = {
  /** Ids of the steps whose records a run is measured by (its sources); absent means those without an input. */
  countedSteps?: string[];
  /** Bytes of records past which only counts are kept, so that one run can't drive out all others. */
  maximumBytes?: number;
};

/** Events wait at most this long to be kept, so that a crash is told nearly as it was. */
const FLUSH_AFTER_MS = 250;
/** Text of records past which they are written at once, in characters; bounds the memory they take. */
const FLUSH_AT_LENGTH = 1_000_000;
const DEFAULT_MAXIMUM_BYTES = 200_000_000;

/**
 * Keeps one run: its events, the state they fold to, its records as its retention says, and its failed records. The
 * first event must be `run.started`. What is kept survives the end of the process as soon as I/O had its turn, and a power
 * cut once the next acknowledged change is on the disk. When the store can't be written, what was given is held and tried again;
 * `flush` rejects with the cause.
 */
export function createRunRecorder(context: StoreContext, options: RecorderOptions = {}): RunRecorder {
  const { database, clock, commits } = context;
  const limit = options.maximumBytes ?? DEFAULT_MAXIMUM_BYTES;
  let number: number | undefined;
  let state: RunState | undefined;
  let header: RunHeader | undefined;
  let events: RunEvent[] = [];
  let bytes = 0;
  let cancelTimer: (() => void) | undefined;
  /** A commit that hasn't begun: what comes before it does goes with it. */
  let coming: Promise<unknown> | undefined;
  const records = createRecordBuffer(database, 'run_records');
  const failures = createRecordBuffer(database, 'run_failures');
  const lineage = createLineageBuffer(database);
  const failed = new Map<string, number>();

  /** Writes what there is, within a transaction; the returned function is for when that is committed. */
  const write = (): (() => void) | undefined => {
    coming = undefined;
    if (events.length + records.length + failures.length + lineage.length === 0) return undefined;
    const next = foldRunEvents(events, state);
    if (!next) return undefined;
    const kept = events.length > 0 ? JSON.stringify(coalesceRunEvents(events)) : undefined;
    const isResumed = number === undefined && Number(events[0]?.seq) > 1;
    const before = isResumed ? countEventBytes(database, next.header.runId) : bytes;
    const size = before + records.bytes + failures.bytes + lineage.length + (kept === undefined ? 0 : countBytes(kept));
    const row = keepRunRow(context, number, next, size, options.countedSteps);
    records.write(row);
    failures.write(row);
    lineage.write(row);
    if (kept !== undefined) {
      database.prepare('INSERT INTO run_events (run, last_seq, events) VALUES (?, ?, ?)').run(row, next.lastSeq, kept);
    }
    return () => {
      number = row;
      bytes = size;
      state = next;
      events = [];
      records.clear();
      failures.clear();
      lineage.clear();
    };
  };
  /** With what other runs write, which comes before anything else that is given to the store. */
  const commit = (): Promise<unknown> => {
    cancelTimer?.();
    cancelTimer = undefined;
    coming ??= commits.add({ work: write, committed: (written) => written?.() });
    return coming;
  };
  const writeLater = (): void => {
    cancelTimer ??= clock.schedule(FLUSH_AFTER_MS, () => {
      cancelTimer = undefined;
      attempt();
    });
  };
  /** Between two flushes a failure waits: the next attempt or `flush` meets it again, and that one says it. */
  const attempt = (): void => {
    commit().catch(() => writeLater());
  };

  return {
    event(event) {
      if (event.type === 'run.started') ({ header } = event);
      events.push(event.type === 'records.failed' ? keepFailures(event) : keepEnding(event));
      if (event.type === 'run.started') attempt();
      else writeLater();
    },
    records(step, port, firstIndex, batch) {
      const retention = header?.retention ?? 'none';
      const most = retention === 'full' ? batch.length : retention === 'sampled' ? SAMPLE - firstIndex : 0;
      if (most <= 0 || bytes + records.length > limit) return;
      records.add([step, port], firstIndex, most < batch.length ? batch.slice(0, most) : batch);
      if (records.length <= FLUSH_AT_LENGTH) return writeLater();
      attempt();
      commits.settle();
    },
    arrivals(arrivals) {
      if (bytes + records.length + lineage.length > limit) return;
      lineage.addArrivals(arrivals);
      writeLater();
    },
    departures(departures) {
      if (bytes + records.length + lineage.length > limit) return;
      lineage.addDepartures(departures);
      writeLater();
    },
    async flush() {
      await commit();
    },
  };

  /** Keeps failed records in full in their own table, and the few that the state shows in the event. */
  function keepFailures(event: Extract<RunEvent, { type: 'records.failed' }>): RunEvent {
    const before = failed.get(event.step) ?? 0;
    const shown = header?.retention === 'none' ? event.failures.map(withoutRecord) : event.failures;
    if (bytes + failures.length <= limit) failures.add([event.step], before, shown);
    failed.set(event.step, before + shown.length);
    return { ...event, failures: shown.slice(0, Math.max(0, KEPT_FAILURES - before)) };
  }

  /** An error that ended a step or the run may carry a record's value, too. */
  function keepEnding(event: RunEvent): RunEvent {
    if (!('error' in event) || event.error?.data.value === undefined) return event;
    if (header?.retention !== 'none') return event;
    return { ...event, error: withoutValue(event.error) };
  }
}

/** Records of each edge that `sampled` keeps (engine.md, retention policy). */
const SAMPLE = 50;

/** Bytes of the events that a run which goes on has told before. */
function countEventBytes(database: Database, runId: string): number {
  const row = database
    .prepare(
      'SELECT sum(octet_length(events)) AS bytes FROM run_events WHERE run = (SELECT number FROM runs WHERE id = ?)',
    )
    .get(runId);
  return Number(row?.bytes ?? 0);
}

function withoutRecord(failure: FailedRecord): FailedRecord {
  const record: JsonObject = {};
  return { ...failure, record, error: withoutValue(failure.error) };
}

/** An error without the value that a service refused, which is the record's. */
function withoutValue(error: ErrorDescription): ErrorDescription {
  const { value: _, ...data } = error.data;
  return { ...error, data };
}
