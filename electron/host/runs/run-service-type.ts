import type { RecordTrace, RunSummary, TracedRecord } from '../../../shared/contract/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { PauseAnswer, PausedRecord } from '../../../shared/run/breakpoint.ts';
import type { FailedRecord, RunEvent } from '../../../shared/run/events.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { RunResult } from '../../ports/run.ts';
import type { PlanService } from './apply-plan.ts';
import type { Reruns } from './reruns.ts';
import type { RunDocumentRequest, StoredRunRequest, Watching } from './run-request.ts';

type PageRequest = { offset: number; limit: number };
/** A run as it stands now. */
export type RunDetails = { summary: RunSummary; state: RunState };

/** Starts runs, follows them, and reads those that were. */
export type RunService = {
  /** Runs a stored flow; FLOW_PROBLEMS when one lies on a path that would run. */
  startStored(request: StoredRunRequest): Promise<{ runId: string }>;
  startDocument(request: RunDocumentRequest): Promise<{ runId: string; result: Promise<RunResult> }>;
  /**
   * Begins a run whose request was kept already: `known`, where that is at hand, or else what the store has. Throws
   * RUN_NOT_RESUMABLE, FLOW_PROBLEMS …, and leaves it kept.
   */
  startKept(runId: string, known?: RunDocumentRequest): Promise<{ runId: string; result: Promise<RunResult> }>;
  /** Resolves once the run isn't under way. */
  ended(runId: string): Promise<void>;
  /**
   * Lets a run go on that was cut off, stopped or failed: what it did isn't done again. Throws NOT_FOUND,
   * RUN_NOT_RESUMABLE.
   */
  resume(runId: string, watching?: Watching): Promise<{ runId: string; result: Promise<RunResult> }>;
  /** Ids of the runs that the end of a process interrupted, except those tried three times, the oldest first. */
  goingOnThemselves(): string[];
  /** Lets those go on, except where a budget doesn’t yet. Gives the ids of the ones that do. */
  resumeInterrupted(which?: 'all' | 'those without connections'): Promise<string[]>;
  /** Runs that try earlier ones again. */
  readonly reruns: Reruns;
  /** Plans of dry runs. */
  readonly plans: PlanService;
  /** The records that a run waits with at its breakpoints. Throws NOT_FOUND. */
  paused(runId: string): PausedRecord[];
  /** Lets a run go on with one of them; false when it doesn't wait with that any more. */
  proceed(runId: string, pause: number, answer: PauseAnswer): boolean;
  /** True when the run was under way. */
  cancel(runId: string): boolean;
  list(page: PageRequest & { flowId?: string }): { runs: RunSummary[]; total: number };
  get(runId: string): RunDetails & { resumable: boolean };
  /** The run that people call by this number. */
  findByNumber(number: number): RunSummary | undefined;
  latest(flowId: string): RunDetails | null;
  records(request: PageRequest & { runId: string; step: string; port: string }): {
    records: JsonObject[];
    total: number;
  };
  failures(request: PageRequest & { runId: string; step: string }): { failures: FailedRecord[]; total: number };
  /** Removes all that is known of a run, for good. Throws NOT_FOUND, and RUN_UNDER_WAY for one that isn't over. */
  remove(runId: string): Promise<void>;
  /** Runs that a run called. */
  called(runId: string, of: PageRequest & { step?: string; place?: number }): { runs: RunSummary[]; total: number };
  /** What a record came of and what came of it. */
  trace(request: TracedRecord & { runId: string }): RecordTrace;
  watch(runId: string, afterSeq: number, signal: AbortSignal | undefined): AsyncGenerator<RunEvent[]>;
  /** Stops what runs and waits until all of it has been recorded; durable runs go on when Millrace starts again (R25). */
  close(): Promise<void>;
};
