import { MillraceError } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/scope.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { Breaker } from '../ports/breaker.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunMoment } from '../ports/planning.ts';
import type { Random } from '../ports/random.ts';
import type { RunRequest } from '../ports/run.ts';
import type { Spill } from '../ports/spill.ts';
import type { RunEnding } from '../ports/step.ts';
import type { Demand } from './demand.ts';
import { EventLog } from './event-log.ts';
import { JournalWriter } from './journal-writer.ts';
import { RunOrigins } from './origins.ts';
import { Pacer } from './pacer.ts';
import { Pauses } from './pauses.ts';
import type { PlannedStep } from './plan.ts';
import { RecordKeeper } from './record-keeper.ts';
import { Replay } from './replay.ts';
import type { Warn } from './running-step.ts';
import { guardSpill } from './spill/guarded-spill.ts';

/** Records in a batch when the flow doesn't say: what one Salesforce collections call takes (flow-format.md). */
const DEFAULT_BATCH_SIZE = 200;

/** The part of a run's request that has nothing to do with any particular step. */
export type ExecutionRequest = Omit<RunRequest<never>, 'definitions' | 'services'>;

/** What the steps of one run share: its ports, how it stands, and who must be let go when it stops. */
export class Execution {
  readonly runId: string;
  /** The run that the idempotency keys of its calls name. */
  readonly keysOf: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly keeper: RecordKeeper;
  /** The breaker that a step shares with other runs; undefined for one of its own. */
  readonly breakerFor: (step: FlowStep) => Breaker | undefined;
  readonly journal: JournalWriter | undefined;
  /** The connections that fill the flow's slots. */
  readonly connections: NonNullable<ExecutionRequest['connections']>;
  /** What earlier tries of this run left, or the run that it goes on with; undefined in a run that begins anew. */
  readonly replay: Replay | undefined;
  readonly pacer: Pacer;
  readonly batchSize: number;
  readonly startedAt: string;
  readonly parameters: JsonObject;
  /** What expressions take for this run and for now, where that isn’t the run itself and the clock. */
  readonly moment: RunMoment | undefined;
  /** The first record that the trigger emitted: what `trigger` means in expressions. */
  triggerRecord: Json;
  /** Records after which a step that brings some in stops. */
  readonly firstRecords: number;
  /** The records that the run waits with at its breakpoints. */
  readonly pauses: Pauses;
  /** How a step ended the run, once one did. Sources then stop reading. */
  ending: (RunEnding & { step: PlannedStep }) | undefined;
  /** Why the run stopped before its end, once it did: an error of a step, or a cancel. */
  stopped: { error: MillraceError; step?: string; cancelled: boolean; goesOn?: boolean } | undefined;
  /** Records that failed and went out of no error port. */
  failuresNotTaken = 0;
  /** True when it is told which record of its page each one is, since calls with them are journaled. */
  namesRecords = false;
  /** True when a step gathers what others split, so that records tell what they came of (membership.ts). */
  keepsMemberships = false;
  readonly origins = new RunOrigins(() => this.spill());
  /** Which steps still want records; set when the steps are joined. */
  demand: Demand | undefined;
  /** Fused groups that are handing on to one another at this moment; bounds the depth of the call stack. */
  nesting = 0;
  readonly #abort = new AbortController();
  readonly #endOfSources = new AbortController();
  readonly #releases = new Set<() => void>();
  readonly #halted = new Set<number>();
  readonly #openSpill: () => Spill;
  #spill: Spill | undefined;
  #turns: (() => void)[] | undefined;

  constructor(request: ExecutionRequest, startedAtMs: number) {
    this.runId = request.runId;
    this.clock = request.clock;
    this.random = request.random;
    this.log = new EventLog(request.recorder, request.clock, request.resume?.lastSeq);
    this.breakerFor = request.breakerFor ?? (() => undefined);
    this.pauses = new Pauses(this.log);
    this.keeper = new RecordKeeper(request.recorder, request.retention, request.calledBy !== undefined);
    this.journal = request.durable ? new JournalWriter(request.journal) : undefined;
    this.connections = request.connections ?? {};
    this.pacer = new Pacer(request.clock);
    this.batchSize = Math.max(1, Math.floor(request.flow.settings?.batchSize ?? DEFAULT_BATCH_SIZE));
    const earlier = request.resume?.entries ?? request.earlier;
    this.replay = earlier && new Replay(earlier);
    this.keysOf = request.keysOf ?? request.runId;
    this.startedAt = request.resume?.startedAt ?? new Date(startedAtMs).toISOString();
    this.parameters = withDefaults(request);
    this.moment = request.moment;
    this.triggerRecord = request.triggerRecord ?? request.triggerRecords?.[0] ?? null;
    this.firstRecords = request.firstRecords ?? Number.POSITIVE_INFINITY;
    this.#openSpill = request.openSpill;
  }

  /** Room outside memory for a step of this run. A full disk ends the run, whatever the step does with failed records. */
  spill(step?: string): Spill {
    this.#spill ??= this.#openSpill();
    return guardSpill(this.#spill, (error) => this.fail(error, step));
  }

  /** Removes what the steps had outside memory. */
  async closeSpill(): Promise<void> {
    await this.#spill?.close();
  }

  /** Aborted when the run stops. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Aborted when sources are to read no further: the run has stopped, or a step has ended it. */
  get sourceSignal(): AbortSignal {
    return this.#endOfSources.signal;
  }

  /** Calls `release` when the run stops, at once if it has; the returned function takes that back. */
  onStop(release: () => void): () => void {
    if (this.stopped) release();
    else this.#releases.add(release);
    return () => this.#releases.delete(release);
  }

  /** Ends the run with an error of `step`; what is under way is aborted. The first stop counts. */
  fail(error: MillraceError, step?: string): void {
    this.#stop({ error, ...(step === undefined ? {} : { step }), cancelled: false });
  }

  cancel(reason?: string): void {
    const why = reason === undefined ? {} : { why: reason };
    this.#stop({ error: new MillraceError('RUN_CANCELLED', {}, why), cancelled: true });
  }

  /** Ends the run as far as it is, to go on later: its process is about to end. */
  interrupt(): void {
    const told = {
      message: 'The run was interrupted.',
      why: 'Millrace was closed.',
      fix: 'It goes on when Millrace starts.',
    };
    this.#stop({ error: new MillraceError('RUN_CANCELLED', {}, told), cancelled: true, goesOn: true });
  }

  /** Ends the run with an error that is no step's doing; it may go on later. */
  pause(error: MillraceError, goesOn: boolean): void {
    this.#stop({ error, cancelled: goesOn, ...(goesOn ? { goesOn } : {}) });
  }

  /** Ends the run in order: sources stop, and the steps on the way to `step` take no further batch. */
  end(ending: RunEnding, step: PlannedStep, steps: readonly PlannedStep[]): void {
    if (this.ending) return;
    this.ending = { ...ending, step };
    const found = [step];
    for (let next = found.pop(); next; next = found.pop()) {
      if (this.#halted.has(next.index)) continue;
      this.#halted.add(next.index);
      for (const { from } of next.incoming) {
        const feeder = steps[from];
        if (feeder) found.push(feeder);
      }
    }
    this.#endOfSources.abort('a step has ended the run');
  }

  /** The error of a run that a step ended as failed. */
  endingError(): MillraceError | undefined {
    if (this.ending?.status !== 'failed') return undefined;
    const { message, step } = this.ending;
    return new MillraceError('RUN_STOPPED', { message, step: step.step.name });
  }

  /** True for a step that takes no further batch, since a step behind it ended the run. */
  halts(step: PlannedStep): boolean {
    return this.#halted.has(step.index);
  }

  /** A scope for evaluating against `record`; `warn` hears of missing fields. */
  scope(record: JsonObject, warn: Warn): EvaluationScope {
    return new RunScope(this, record, warn);
  }

  /** Does `work` when what is being done in turn is done: a chain of closing steps doesn't deepen the call stack. */
  inTurn(work: () => void): void {
    if (this.#turns) {
      this.#turns.push(work);
      return;
    }
    this.#turns = [work];
    for (const turn of this.#turns) turn();
    this.#turns = undefined;
  }

  #stop(stopped: NonNullable<Execution['stopped']>): void {
    if (this.stopped) return;
    this.stopped = stopped;
    this.#abort.abort(stopped.error);
    for (const release of this.#releases) release();
    this.#releases.clear();
    this.#endOfSources.abort(stopped.error);
    this.pauses.release();
  }
}

/** The scope of one step or call. A class, so that making one is cheap and `trigger` is read when it is asked for. */
class RunScope implements EvaluationScope {
  record: JsonObject;
  readonly parameters: JsonObject;
  readonly vars: JsonObject = {};
  readonly run: { id: string; startedAt: string };
  readonly warn: Warn;
  readonly #execution: Execution;

  constructor(execution: Execution, record: JsonObject, warn: Warn) {
    this.record = record;
    this.parameters = execution.parameters;
    const { moment = execution } = execution;
    this.run = { id: moment.runId, startedAt: moment.startedAt };
    this.warn = warn;
    this.#execution = execution;
  }

  get trigger(): Json {
    return this.#execution.triggerRecord;
  }

  now(): number {
    return this.#execution.moment?.now ?? this.#execution.clock.now();
  }

  uuid(): string {
    return this.#execution.random.uuid();
  }
}

function withDefaults({ flow, parameters }: ExecutionRequest): JsonObject {
  const values: JsonObject = {};
  for (const { name, default: value } of flow.parameters ?? []) values[name] = value ?? null;
  return Object.assign(values, parameters);
}
