import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { FlowDocument, Retention } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { Spill } from './spill.ts';
import type { ServiceRequest, StepDefinition } from './step.ts';

/** A completed call to the outside world, written before its output moves on. */
export type JournalEntry = {
  runId: string;
  step: string;
  /** Source sequence number and path: the same for the same flow and input, whatever the timing. */
  batchKey: string;
  outcome: Json;
};

/**
 * The `outcome` of an entry of an effectful step: what became of the records of these ids. One batch may take several
 * entries, since a call can hold a part of it; together they name each record once.
 */
export type JournaledCall = {
  records: (number | string)[];
  outcomes: ({ adds?: Json } | { error: ErrorDescription })[];
};

/** The `outcome` of an entry of a source: where reading goes on after this page, and how many rows the page had. */
export type JournaledPage = { cursor: Json; count: number };

/** The engine's memory outside its process. */
export type Journal = {
  /** Resolves when the entries are durable; entries of several calls may be committed together. */
  append(entries: JournalEntry[]): Promise<void>;
};

/**
 * The places of the received records that emitted ones came of, one for one in their order: a single place, or several.
 * Null where nothing came in.
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
  retention: Retention;
  durable: boolean;
  /** Step type → definition. A type that is missing is refused with STEP_TYPE_UNKNOWN before anything runs. */
  definitions: (type: string) => Promise<StepDefinition<Services> | undefined>;
  services: (request: ServiceRequest) => Promise<Services>;
  recorder: RunRecorder;
  journal: Journal;
  /** Room outside memory for this run; asked for at most once, and closed when the run ends, whatever way. */
  openSpill: () => Spill;
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
};

/** How a run ended. `output` holds the first 1,000 records of the steps without a successor. */
export type RunResult = { state: RunState; output: JsonObject[] };
