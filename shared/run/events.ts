import type { ErrorDescription } from '../errors/index.ts';
import type { Retention } from '../flow/document.ts';
import type { JsonObject } from '../json/json.ts';
import type { RunScope } from './scope.ts';

/** Where a run stands. `waiting`: at a breakpoint, until somebody lets it go on. `partly_succeeded`: it finished, but records failed that no error port took. */
export type RunStatus =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'partly_succeeded'
  | 'failed'
  | 'cancelled'
  | 'interrupted';

export type StepStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** What became of a record that failed. */
export type Disposition = 'stop' | 'skip' | 'port';

/** One record that failed, with the error it carries. `index` is its place among the step's records, from 0. */
export type FailedRecord = { index: number; record: JsonObject; error: ErrorDescription; disposition: Disposition };

/** What is fixed when a run starts. Times are ISO 8601 in UTC. */
export type RunHeader = {
  runId: string;
  flowId: string;
  flowName: string;
  /** The flow's revision in the store, or 0 for a flow run from a file. */
  revision: number;
  /** Type of the trigger that started it: `manual`, `schedule`. */
  trigger: string;
  startedAt: string;
  retention: Retention;
  /** A dry run: what it would have written was withheld and planned. */
  dryRun?: true;
  /** The dry run whose plan this run applies. */
  planOf?: string;
  /** Counts the tries of a run that was resumed, from 2; absent in the first. A resumed run counts everything anew. */
  attempt?: number;
  /** What part of the flow ran; absent for all of it. */
  scope?: RunScope;
  /** Each step that brought records in stopped after so many. */
  firstRecords?: number;
  /** The run whose data this one used, or that it tries again, by its id and the number that people call it by. */
  cameOf?: { runId: string; number: number; as: 'data' | 'retry' };
  /** The run that called this one, the step that did, and its record's place among those that the step received. */
  calledBy?: { runId: string; number: number; flowName: string; step: string; place: number };
  /** Of a called run: the ports whose records, in this order, were handed back as its output. */
  handsBack?: { step: string; port: string }[];
  /** Steps that didn't run, since what they hand on was pinned. */
  pinned?: string[];
  /** `connection`: what the step talked to in this run. `gathers`: the step whose split records it hands on again. */
  steps: { id: string; name: string; type: string; connection?: { id: string; name: string }; gathers?: string }[];
  edges: { from: string; port: string; to: string; toPort: string }[];
};

/**
 * What the engine tells of a run. `seq` counts from 1 without gaps; `elapsedMs` is monotonic time since the start.
 * Counts are increments, so events may be added up in any batches (coalesced) and give the same state.
 */
export type RunEvent = { seq: number; elapsedMs: number } & RunEventBody;

export type RunEventBody =
  | { type: 'run.started'; header: RunHeader }
  | { type: 'step.started'; step: string }
  | { type: 'records.received'; step: string; count: number }
  /** `count` records left `step` through `port`, for every line from that port. */
  | { type: 'records.emitted'; step: string; port: string; count: number }
  | { type: 'records.failed'; step: string; count: number; failures: FailedRecord[] }
  /** Records that `step` took and that led to nothing, not even to a failure: `limit` had enough, they were doubles. */
  | { type: 'records.filtered'; step: string; count: number }
  /** Records that reached `step` but weren't tried, since the run ended before. Received = passed + failed + skipped + filtered. */
  | { type: 'records.skipped'; step: string; count: number }
  | { type: 'calls.made'; step: string; count: number }
  /** The run waits with a record that `step` is to take; `pause` names it. */
  | { type: 'step.paused'; step: string; pause: number }
  | { type: 'step.proceeded'; step: string; pause: number; edited: boolean }
  | { type: 'step.retried'; step: string; attempt: number; delayMs: number; error: ErrorDescription }
  | { type: 'step.warned'; step: string; warning: RunWarning; count: number }
  | { type: 'step.finished'; step: string; status: StepStatus; durationMs: number; error?: ErrorDescription }
  | { type: 'run.finished'; status: RunStatus; durationMs: number; error?: ErrorDescription; message?: string };

/** Something that didn't fail a record but should be looked at: a missing field, a dropped column. */
export type RunWarning = { code: string; message: string; field?: string };
