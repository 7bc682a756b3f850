import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { FlowDocument, FlowStep, Retention } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { Breakpoint } from '../../shared/run/breakpoint.ts';
import type { RunEvent, RunHeader, RunWarning } from '../../shared/run/events.ts';
import type { RunScope } from '../../shared/run/scope.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Breaker } from './breaker.ts';
import type { Clock } from './clock.ts';
import type { JournaledEvidence, OutsideCalls } from './outside-calls.ts';
import type { RunMoment, WritePlanning } from './planning.ts';
import type { Random } from './random.ts';
import type { Spill } from './spill.ts';
import type { ServiceRequest, StepDefinition } from './step.ts';

/** An entry of the journal: what a step was about to do, did or read. */
export type JournalEntry = {
  runId: string;
  step: string;
  /** Source sequence number and path: the same for the same flow and input, whatever the timing. */
  batchKey: string;
  outcome:
    | JournaledCall
    | JournaledIntent
    | JournaledPage
    | JournaledVersion
    | JournaledFinish
    | JournaledPause
    | JournaledArrivals;
};

/**
 * What became of the records of these ids, written before any of them moves on. One batch may take several entries,
 * since a call can hold a part of it; together they name each record once.
 */
export type JournaledCall = {
  records: (number | string)[];
  outcomes: ({ adds?: Json } | { records: JsonObject[] } | { error: ErrorDescription })[];
  /** Of a call with evidence: the account, where it came to be known in the call. */
  account?: string;
};

/**
 * A call that may change something outside is about to begin with these records, at this time (ms since 1970); null
 * when it didn't begin after all, since the run was stopped.
 */
export type JournaledIntent = {
  records: (number | string)[];
  begunAt: number | null;
  /** It is known to have failed: where nobody can be asked whether it was done all the same, it is tried again. */
  failed?: true;
  /** What the records are known again by outside; kept beside the journal, where all runs look for it. */
  evidence?: JournaledEvidence;
};

/**
 * A page of a source that couldn't be read a second time: its rows, and where reading goes on after it. `batchKey` is
 * what the keys of the read begin with. `ended` stands alone, behind the last page.
 */
export type JournaledPage = { page: { records: JsonObject[] }; cursor?: Json; ended?: true };

/** What a source that can be read a second time was when it was read; `batchKey` is what the keys of the read begin with. */
export type JournaledVersion = { version: Json };

/** A step is about to make final what it did (`mark`: how the outside looked before), or has done so. */
export type JournaledFinish = { finish: 'begun' | 'done'; mark?: Json };

/** A record that a breakpoint stopped at went on, edited where `record` stands here; `batchKey` is that of its batch. */
export type JournaledPause = { passed: number | string; record?: JsonObject };

/**
 * Records of these ids came next to a step that makes what it does of the order in which joined lines bring them;
 * written before it takes them. A pair stands for that many ids, all numbers, from the first on.
 */
export type JournaledArrivals = { arrived: (number | string | [first: number, count: number])[] };

export function isJournaledCall(outcome: JournalEntry['outcome']): outcome is JournaledCall {
  return 'outcomes' in outcome;
}

export function isJournaledIntent(outcome: JournalEntry['outcome']): outcome is JournaledIntent {
  return 'begunAt' in outcome;
}

export function isJournaledPage(outcome: JournalEntry['outcome']): outcome is JournaledPage {
  return 'page' in outcome;
}

export function isJournaledVersion(outcome: JournalEntry['outcome']): outcome is JournaledVersion {
  return 'version' in outcome;
}

export function isJournaledFinish(outcome: JournalEntry['outcome']): outcome is JournaledFinish {
  return 'finish' in outcome;
}

export function isJournaledPause(outcome: JournalEntry['outcome']): outcome is JournaledPause {
  return 'passed' in outcome;
}

export function isJournaledArrivals(outcome: JournalEntry['outcome']): outcome is JournaledArrivals {
  return 'arrived' in outcome;
}

/** The engine's memory outside its process. */
export type Journal = {
  /** Resolves when the entries are durable; entries of several calls may be committed together. */
  append(entries: JournalEntry[]): Promise<void>;
  /** What all runs of the store did outside lately; absent where that isn't kept. */
  outside?: OutsideCalls;
};

/**
 * The places of the received records that emitted ones came of, one for one in their order: a single place, or several.
 * Null where nothing came in. A gathered record of which nothing came names what was split (`splitPlace`, below 0).
 */
export type Parents = readonly number[] | readonly (readonly number[])[] | null;

/** `count` records that `step` received from its `place` on: those from `first` on that left `from` through `port`. */
export type Arrivals = { step: string; place: number; count: number; from: string; port: string; first: number };

/** What the records came of that left `step` through `port` from their place `first` on. */
export type Departures = { step: string; port: string; first: number; parents: NonNullable<Parents> };

/** Where a run's events and records go. Calls never wait; `flush` resolves when all are kept. */
export type RunRecorder = {
  event(event: RunEvent): void;
  /** Records that left `step` through `port`; `firstIndex` is the place of the first among all that did. */
  records(step: string, port: string, firstIndex: number, records: readonly JsonObject[]): void;
  arrivals(arrivals: Arrivals): void;
  departures(departures: Departures): void;
  flush(): Promise<void>;
};

/** Everything one run needs. */
export type RunRequest<Services = unknown> = {
  runId: string;
  flow: FlowDocument;
  revision: number;
  /** Parameter values by name; defaults are filled in by the engine. */
  parameters: JsonObject;
  /** Id of the trigger step that starts the run; absent means the flow's first that is enabled. */
  trigger?: string;
  /** Records the trigger starts with; absent means what the trigger itself makes. */
  triggerRecords?: JsonObject[];
  /** What whoever read these records noticed; the trigger tells it. */
  triggerWarnings?: RunWarning[];
  /** What part of the flow runs; absent means all of it. */
  scope?: RunScope;
  /** What left a step through a port in the run that the scope has its data from, or failed there; in their order. */
  recorded?: (wanted: RecordedData) => AsyncIterable<JsonObject[]>;
  /** What `trigger` means in expressions where the trigger doesn't run. */
  triggerRecord?: Json;
  /** Each step that brings records in stops after so many. */
  firstRecords?: number;
  /** What pinned steps hand on instead of running, by id; absent in runs that ignore pins. */
  pinned?: Readonly<Record<string, JsonObject[]>>;
  /** The run that this one came of; stands in its header. */
  cameOf?: RunHeader['cameOf'];
  /** The run and step that called this one. */
  calledBy?: RunHeader['calledBy'];
  /** What the run already did of which this one goes on, journaled as this one's. */
  earlier?: readonly JournalEntry[];
  /** The run whose idempotency keys its calls carry, where it goes on with what that one began. */
  keysOf?: string;
  /** Where the run stops to be looked at. */
  breakpoints?: readonly Breakpoint[];
  retention: Retention;
  durable: boolean;
  /** Step type → definition. A type that is missing is refused with STEP_TYPE_UNKNOWN before anything runs. */
  definitions: (type: string) => Promise<StepDefinition<Services> | undefined>;
  services: (request: ServiceRequest) => Promise<Services>;
  /** The connections that fill the flow's slots, for the history and its errors. */
  connections?: Readonly<Record<string, { id: string; name: string }>>;
  recorder: RunRecorder;
  journal: Journal;
  /** Room outside memory for this run; asked for at most once, and closed when the run ends, whatever way. */
  openSpill: () => Spill;
  /** The breaker that the calls of a step share with those of other runs; undefined for one of its own. */
  breakerFor?: (step: FlowStep) => Breaker | undefined;
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
  /** What earlier tries left, for a run that goes on; absent for a new one. */
  resume?: ResumedRun;
  /** Absent: writes go out as they come. A run that withholds them is never durable. */
  planning?: WritePlanning;
  /** What expressions take for this run and for now; absent means the run itself and the clock. */
  moment?: RunMoment;
};

/** Records of an earlier run: those that left `step` through `port`, or those that failed at the step `failedAt`. */
export type RecordedData = { step: string; port: string } | { failedAt: string };

/** Where a run goes on: its number of the try (from 2), when it first began, its journal and its last event's number. */
export type ResumedRun = { attempt: number; startedAt: string; entries: readonly JournalEntry[]; lastSeq: number };

/** How a run ended. `output` holds the first 1,000 records, fewer where they are large, of the steps without a successor. */
export type RunResult = { state: RunState; output: JsonObject[] };
