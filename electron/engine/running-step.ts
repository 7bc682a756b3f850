import type { StepEffect } from '../../shared/connector/manifest.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { EvaluationWarning } from '../../shared/expression/scope.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { longNumberWarning } from '../../shared/json/parse-json.ts';
import type { Breaker } from '../ports/breaker.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { Execution } from './execution.ts';
import type { PlannedStep } from './plan.ts';
import { attemptsOf } from './retry.ts';
import { StepTally } from './tally.ts';

/** Hears what an evaluation noticed. */
export type Warn = (warning: EvaluationWarning) => void;

/** Seconds that one call of a step may take when the flow doesn't say. */
const DEFAULT_TIMEOUT_SECONDS = 60;

/** One step of a run under way: its counts, and what becomes of its failures. */
export class RunningStep {
  readonly execution: Execution;
  readonly planned: PlannedStep;
  readonly id: string;
  readonly tally: StepTally;
  /** How often a call is tried in all. */
  attempts: number;
  /** How long one call may take; infinite for a step that waits or computes. */
  timeoutSeconds: number;
  /** What its calls do to the outside. */
  effect: StepEffect;
  #breaker: Breaker | undefined;

  constructor(execution: Execution, planned: PlannedStep) {
    const { step, manifest } = planned;
    this.execution = execution;
    this.planned = planned;
    this.id = step.id;
    this.tally = new StepTally(planned, execution.log, execution.keeper);
    this.effect = manifest?.effect ?? 'none';
    this.attempts = attemptsOf(step, this.effect);
    this.timeoutSeconds = askedTimeout(step) ?? DEFAULT_TIMEOUT_SECONDS;
  }

  /** The connection that its calls go over, where it has one. */
  get connectionId(): string | undefined {
    const slot = this.planned.step.connection;
    return slot === undefined ? undefined : this.execution.connections[slot]?.id;
  }

  /** Takes note of what the step's settings make of it: a request that turns out to read is retried like one. */
  narrowEffect(effect: StepEffect): void {
    this.effect = effect;
    this.attempts = attemptsOf(this.planned.step, effect);
  }

  /** Takes note that the step waits for nothing outside: only a limit that the flow sets itself ends its calls. */
  liftTimeout(): void {
    this.timeoutSeconds = askedTimeout(this.planned.step) ?? Number.POSITIVE_INFINITY;
  }

  /** Leaves a service alone that keeps failing; only steps that call out ever have one. */
  get breaker(): Breaker {
    const { step } = this.planned;
    this.#breaker ??= this.execution.breakerFor(step) ?? new CircuitBreaker(this.execution.clock, step.name);
    return this.#breaker;
  }

  /** Counts what an evaluation noticed as a warning of the step. */
  readonly warn: Warn = ({ code, name }) => {
    if (code === 'LONG_NUMBER') return this.tally.warned({ ...longNumberWarning });
    const message =
      code === 'MISSING_FIELD'
        ? `The field “${name}” was missing and read as empty.`
        : `“${name}” couldn’t be compared, so the comparison was false.`;
    this.tally.warned({ code, message, field: name });
  };

  /**
   * Counts a failed record (`index` is its place among the step's records) and does what the step's policy says: stops
   * the run, leaves the record out, or gives the record to send out of the error port.
   */
  fail(index: number, record: JsonObject, thrown: unknown): JsonObject | undefined {
    const error = toMillraceError(thrown);
    this.tally.failed(index, record, error);
    if (this.planned.policy === 'stop') this.failRun(error);
    if (this.planned.policy === 'port') return { ...record, error: { ...error.describe(), step: this.id } };
    this.execution.failuresNotTaken += 1;
    return undefined;
  }

  /** Says that a source couldn't release what it held, or read what nobody wants; what it gave before stands. */
  warnOfClosing(thrown: unknown): void {
    if (this.execution.stopped) return;
    const { code, message } = toMillraceError(thrown);
    this.tally.warned({ code, message });
  }

  /** Tells the end of a step whose input has all come: skipped when it never ran. */
  finish(): void {
    const { tally, planned, execution } = this;
    const { ending } = execution;
    if (ending?.step === planned && ending.status === 'failed') tally.finish('failed', execution.endingError());
    else tally.finish(tally.started && !planned.step.disabled ? 'succeeded' : 'skipped');
  }

  /** Stops the run with an error that no single record caused. */
  failRun(error: MillraceError): void {
    this.execution.fail(error, this.id);
  }
}

function askedTimeout({ timeoutSeconds }: FlowStep): number | undefined {
  return typeof timeoutSeconds === 'number' && timeoutSeconds > 0 ? timeoutSeconds : undefined;
}
