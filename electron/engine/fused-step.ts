import { MillraceError } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/scope.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { PureRunner } from '../ports/step.ts';
import type { RunningStep } from './running-step.ts';

/** One pure step inside a fused group: a plain loop over the records, no promise, no copy. */
export class FusedStep {
  readonly step: RunningStep;
  readonly runner: PureRunner;
  /** What left each port in the last `run`; fresh arrays each time, since they are handed on. */
  readonly outputs: JsonObject[][];
  readonly #scope: EvaluationScope;
  readonly #errorPort: number;
  readonly #emit: (port: number, record: JsonObject) => void;

  constructor(step: RunningStep, runner: PureRunner) {
    this.step = step;
    this.runner = runner;
    this.outputs = step.planned.ports.map(() => []);
    this.#scope = step.execution.scope({}, step.warn);
    this.#errorPort = step.planned.errorPort ?? -1;
    const { outputs } = this;
    this.#emit = (port, record) => {
      const output = outputs[port];
      if (!output)
        throw new MillraceError('UNKNOWN_ERROR', { detail: `${step.planned.step.type} has no port ${port}` });
      output.push(record);
    };
  }

  /**
   * Computes `records` into `outputs`. A record that fails leaves nothing behind on the ports. When the run stops, the
   * records that weren't tried are counted as skipped.
   */
  run(records: readonly JsonObject[]): void {
    const { outputs, step } = this;
    const { tally, execution } = step;
    for (let port = 0; port < outputs.length; port += 1) outputs[port] = [];
    if (records.length === 0) return;
    const before = tally.receivedInAll;
    tally.received(records.length);
    let next = 0;
    while (next < records.length && !execution.stopped) next = this.#runFrom(records, next, before);
    if (next < records.length) tally.skipped(records.length - next);
    for (let port = 0; port < outputs.length; port += 1) tally.emitted(port, outputs[port] ?? []);
  }

  /** Computes until the end or the first failure, which it handles; gives the place to go on from. */
  #runFrom(records: readonly JsonObject[], first: number, before: number): number {
    const { outputs, runner } = this;
    const scope = this.#scope;
    const emit = this.#emit;
    const sizes = outputs.map(() => 0);
    let place = first;
    try {
      for (; place < records.length; place += 1) {
        const record = records[place] as JsonObject;
        for (let port = 0; port < sizes.length; port += 1) sizes[port] = (outputs[port] as JsonObject[]).length;
        scope.record = record;
        runner.apply(record, scope, emit);
      }
    } catch (thrown) {
      for (let port = 0; port < sizes.length; port += 1) (outputs[port] as JsonObject[]).length = sizes[port] ?? 0;
      const record = records[place] as JsonObject;
      const failed = this.step.fail(before + place, record, thrown);
      if (failed) this.#emit(this.#errorPort, failed);
      return place + 1;
    }
    return place;
  }
}
