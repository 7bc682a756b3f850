import type { StepEffect, StepManifest } from '../../shared/connector/manifest.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/scope.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { RunWarning } from '../../shared/run/events.ts';
import type { SourceEstimate } from '../../shared/run/forecast.ts';
import type { PlannedWrite } from '../../shared/run/plan.ts';
import type { Clock } from './clock.ts';
import type { Origins } from './origins.ts';
import type { Openness } from './planning.ts';
import type { Parents } from './run.ts';
import type { Spill } from './spill.ts';
import type { TriggerDeclaration } from './trigger.ts';

/** What a step is told about the call it is making. One per batch, or per record for a `map`. */
export type CallContext = {
  /** Aborted by cancel, by the step's timeout, or when the run ends. */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
  /** For a step that `waits`: when the record arrived first, in whatever try of the run (ms since 1970). */
  readonly begunAt?: number;
  /** The same for every try of one record, in any process: run, step, batch key and record index. */
  idempotencyKey(index: number): string;
  /** For a step whose calls plan themselves, in a run that plans or applies a plan. */
  readonly openness?: Openness;
  /** The place of one of the call's records among all that the step received, where it has one. */
  place?(index: number): number;
  /** The scope for evaluating this step's values against `record`. */
  scopeFor(record: JsonObject): EvaluationScope;
  /** Says something that doesn't fail the record; equal warnings are counted, not repeated. */
  warn(warning: RunWarning): void;
};

/** What became of one record of a call: the value to add under the step's id, or the error it failed with. */
export type RecordOutcome = { adds?: Json } | { error: MillraceError };

/** The same of a step that may also make records anew: those that take the record's place; none at all filter it. */
export type MapOutcome = RecordOutcome | { records: JsonObject[] };

/**
 * What became of a record whose call ended unseen: what the service says was done with it, that nothing was, or that
 * nobody can tell.
 */
export type Settled = { outcome: RecordOutcome } | 'not-done' | 'unknown';

/**
 * What a step would write for a record and add to it, as far as that is known without writing; or how it would fail.
 * `foresee` is called when a dry run has taken that down: whatever later steps of it must see of the writes.
 */
export type PlannedOutcome = { writes: PlannedWrite[]; adds?: Json; foresee?(): void } | { error: MillraceError };

/** What may be said of the calls of a step that change something outside. */
export type Repeating = {
  /**
   * What `run` would do, in the records’ order: it may read, and writes nothing. A step that writes and has none can’t
   * take part in a dry run.
   */
  plan?(records: JsonObject[], call: CallContext): Promise<PlannedOutcome[]>;
  /** A repeated call does no harm: it has the same effect, or the service knows it again by its key. */
  repeatable?: boolean;
  /**
   * What the records of a call are known again by, should its end not be seen: journaled with its beginning. Asked before
   * `run` gets the same records, calls nothing outside, and must tell what `run` then sends.
   */
  evidence?(records: JsonObject[], call: CallContext): Promise<Json[]>;
  /** Whose things the calls are about, such as an org's address; undefined as long as that isn't known. Calls nothing. */
  account?(): Promise<string | undefined>;
  /** Milliseconds that the service may go on with a call that was cut off, as a rule: `not-done` counts only then. */
  settlesAfterMs?: number;
  /** Hears that what a call came to is taken over from an earlier try instead of calling; once for each record. */
  recalled?(call: Pick<CallContext, 'idempotencyKey' | 'place'>): void;
  /** Asks the service what became of records whose call ended unseen. In the records' order. */
  settle?(records: JsonObject[], call: CallContext, doubt: Doubt): Promise<Settled[]>;
};

/**
 * A call whose end wasn't seen. It began at most `begunAgoMs` milliseconds ago, and nothing of it can have been done later
 * than `overAgoMs` ago (negative for a time to come, minus infinity where that isn't known).
 */
export type Doubt = {
  begunAgoMs: number;
  overAgoMs: number;
  /** What earlier tries of the run are known to have added in this step, which can't be what is looked for. */
  known: readonly Json[];
  /** What the records were journaled to be known again by, in their order; null where that isn't kept. */
  evidence: readonly Json[];
  /** Waits until no call of another run or step is under way of those that are by now, and tells of all in that time. */
  others(): Promise<OtherCall[]>;
};

/**
 * One record of another call, of whatever run of this store, that left something outside (`adds`), or may have, in the
 * time between `begunAgoMs` and `overAgoMs`.
 */
export type OtherCall = {
  sameConnection: boolean;
  account?: string;
  /** What it is known again by; null where `adds` tells it. */
  evidence: Json;
  begunAgoMs: number;
  overAgoMs: number;
  adds?: Json;
};

/** Rows of a source, the same pages for the same input, since lineage keys count them. `cursor`, when given, is where reading can be taken up again after these rows. */
export type SourcePage = { records: JsonObject[]; cursor?: Json };

/** Brings records into the flow, for each record that reaches it (or once, for a trigger). */
export type SourceRunner = {
  shape: 'source';
  /** Rows in pages, each read only when asked for. The incoming record's fields are kept; a row's fields win. */
  read(incoming: JsonObject, call: CallContext, resumeFrom?: Json): AsyncIterable<SourcePage>;
  /** Reading a second time gives the same pages, so their rows needn't be kept for a resume. */
  repeatable?: boolean;
  /** What is to be read, as far as it can be told at a glance: reading gives the same pages while this is the same. */
  version?(incoming: JsonObject, call: CallContext): Promise<Json>;
  /** How much there is to read, as far as that can be told without reading it; for a forecast. */
  estimate?(incoming: JsonObject, call: CallContext): Promise<SourceEstimate>;
};

/**
 * A step that only computes. `apply` hands records on with `emit(portIndex, record)`, any number of times, and never
 * changes `record`. `scope.record` is `record`; `place` is its place among all that the step received. State for one run
 * lives in the closure that `prepare` made.
 */
export type PureRunner = {
  shape: 'map';
  pure: true;
  apply(
    record: JsonObject,
    scope: EvaluationScope,
    emit: (port: number, record: JsonObject) => void,
    place: number,
  ): void;
  /** True once no further record can come out, so that the steps before it may stop early. */
  exhausted?(): boolean;
  /** True when every record that comes counts, although nobody wants what comes of it. */
  needsAll?(): boolean;
};

/** A step that calls out for one record at a time. */
export type MapRunner = Repeating & {
  shape: 'map';
  pure: false;
  /** How many records may be under way at once; order is kept. */
  concurrency: number;
  /** What the calls do where the step's settings decide it, instead of the manifest's effect: a GET only reads. */
  effect?: StepEffect;
  /** Its calls compute or have limits of their own: they may take as long as they like, unless the flow sets a limit. */
  unlimited?: true;
  /** Its calls only wait, for a time since the record arrived (`begunAt`): they are unlimited, and a dry run makes none. */
  waits?: true;
  /** Its calls are runs of flows: in a dry run they withhold and plan what they write themselves, and so on. */
  plansItself?: true;
  run(record: JsonObject, call: CallContext): Promise<MapOutcome>;
};

/** A step that takes up to `size` records in one call; outcomes stand in the records' order. */
export type BatchRunner = Repeating & {
  shape: 'batch';
  size: number;
  run(records: JsonObject[], call: CallContext): Promise<RecordOutcome[]>;
  /** All input has come and succeeded: make it final (`files.write` puts its file in place). */
  finish?(call: CallContext): Promise<void>;
  /** What `finish` would write, after all records were planned. */
  planFinish?(call: CallContext): Promise<PlannedWrite[]>;
  /** How the outside looks before `finish`, to be compared with afterwards; for one that can't be repeated. */
  markBeforeFinish?(): Promise<Json>;
  /** True when `finish` was done since that mark was taken. */
  wasFinished?(mark: Json): Promise<boolean>;
  /** The run ends without `finish`: leave nothing partial behind. */
  abandon?(): Promise<void>;
};

/**
 * A step that needs all its input before it hands anything on. What comes out depends on the order within each input,
 * never on how the inputs mix.
 */
export type CollectRunner = {
  shape: 'collect';
  /**
   * `place` counts the step's records from 0; `input` is the index of the input that this one came by; both are read
   * before the call returns, since `arrival` is used again. What it throws is the record's failure. It may answer with a promise, which makes room before the next: the run waits for it, and
   * fails when it rejects.
   */
  add(record: JsonObject, scope: EvaluationScope, arrival: { place: number; input: number }): Promise<void> | undefined;
  results(call: CallContext): AsyncIterable<CollectedPage>;
  /** Each record that it takes comes out by itself: one that isn't handed on, since nobody wants more, led to nothing. */
  oneForOne?: true;
};

/**
 * Results of a collecting step, and the places of the records that each of them came of, where that is known.
 * `filtered` counts received records of which it is certain now that they lead to none.
 */
export type CollectedPage = { records: JsonObject[]; parents?: Parents; filtered?: number };

export type StepRunner = SourceRunner | PureRunner | MapRunner | BatchRunner | CollectRunner;

/** How a step ends the whole run (`stop`). */
export type RunEnding = { status: 'succeeded' | 'failed'; message: string };

/** What a step gets when a run begins. */
export type PrepareContext<Services = unknown> = {
  step: FlowStep;
  settings: JsonObject;
  /** Names of the flow's parameters, for compiling expressions. */
  parameterNames: string[];
  /** The records a trigger starts with (`--input`, the run dialog); absent when the trigger makes its own. */
  triggerRecords?: JsonObject[];
  /** What the host lends this step: a live client, files. The engine hands it through unseen. */
  services: Services;
  clock: Clock;
  /** Room outside memory, one for all steps of the run; the engine closes it. */
  openSpill(): Spill;
  /** True when it is kept which record came of which; else nobody asks for `parents`. */
  keepsLineage: boolean;
  /** Where steps that split records and steps that gather them meet. */
  origins: Origins;
  /**
   * Ends the run: sources stop reading, steps before this one take no further batch, and what is already past them
   * gets through. The first ending counts.
   */
  endRun(ending: RunEnding): void;
};

/** A step type: its manifest and how it is made ready for one run. Expressions are compiled in `prepare`, once. */
export type StepDefinition<Services = unknown> = {
  manifest: StepManifest;
  /** Throws a MillraceError (SETTING_WRONG, EXPRESSION_SYNTAX …) when the settings can't be used. */
  prepare(context: PrepareContext<Services>): StepRunner | Promise<StepRunner>;
  /** Of a trigger that starts runs by itself while its flow is active. */
  startsRuns?: TriggerDeclaration<Services>;
};

/** Tells whoever lends services about the step they are for, and hears of every call made. */
export type ServiceRequest = {
  runId: string;
  step: FlowStep;
  manifest: StepManifest;
  signal: AbortSignal;
  called(): void;
};
