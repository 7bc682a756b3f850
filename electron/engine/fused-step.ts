import { MillraceError } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/scope.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { PureRunner } from '../ports/step.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import { membershipOf, withMembership } from './membership.ts';
import { NO_PLACES, type Places } from './places.ts';
import type { RunningStep } from './running-step.ts';

/** One pure step inside a fused group: a plain loop over the records, no promise, no copy. */
export class FusedStep {
  readonly step: RunningStep;
  readonly runner: PureRunner;
  /** What left each port in the last `run`; fresh arrays each time, since they are handed on. */
  readonly outputs: JsonObject[][];
  /** The places of `outputs` among all that left each port. */
  readonly places: Places[];
  /** Which records `outputs` are; absent in a run that journals no calls. */
  readonly ids: RecordId[][] | undefined;
  /** By port, the received place that each of `outputs` came of; absent in a run that keeps no lineage. */
  readonly #parents: number[][] | undefined;
  readonly #scope: EvaluationScope;
  readonly #errorPort: number;
  readonly #emit: (port: number, record: JsonObject) => void;
  /** Records handed on in this `run`, and the received place of the one that is computed now. */
  #handedOn = 0;
  #place = 0;
  #id: RecordId = 0;
  /** How many records each port had before the present one. */
  #sizes: number[] = [];

  constructor(step: RunningStep, runner: PureRunner) {
    this.step = step;
    this.runner = runner;
    this.outputs = step.planned.ports.map(() => []);
    this.places = step.planned.ports.map(() => NO_PLACES);
    this.#parents = step.tally.keepsLineage ? step.planned.ports.map(() => []) : undefined;
    this.ids = step.execution.namesRecords ? step.planned.ports.map(() => []) : undefined;
    this.#scope = step.execution.scope({}, step.warn);
    this.#errorPort = step.planned.errorPort ?? -1;
    const { outputs, ids } = this;
    const parents = this.#parents;
    const keepsMemberships = step.execution.keepsMemberships;
    this.#emit = (port, handedOn) => {
      // What a step makes anew came of the same item as the record that it made it of.
      const isMadeAnew = keepsMemberships && membershipOf(handedOn) === undefined;
      const record = isMadeAnew ? withMembership(handedOn, membershipOf(this.#scope.record)) : handedOn;
      const output = outputs[port];
      if (!output)
        throw new MillraceError('UNKNOWN_ERROR', { detail: `${step.planned.step.type} has no port ${port}` });
      output.push(record);
      parents?.[port]?.push(this.#place);
      ids?.[port]?.push(this.#nextId(output.length - (this.#sizes[port] ?? 0) - 1));
      this.#handedOn += 1;
    };
  }

  /**
   * Computes the batch into `outputs`. A record that fails leaves nothing behind on the ports. When the run stops, the
   * records that weren't tried are counted as skipped.
   */
  run({ records, ids, places, line }: Omit<ArrivedBatch, 'key'>): void {
    const { outputs, step } = this;
    const { tally, execution } = step;
    const parents = this.#parents;
    for (let port = 0; port < outputs.length; port += 1) {
      outputs[port] = [];
      if (parents) parents[port] = [];
      if (this.ids) this.ids[port] = [];
    }
    if (records.length === 0) return;
    const before = tally.receivedInAll;
    tally.received(records.length, line, places);
    let next = 0;
    while (next < records.length && !execution.stopped) next = this.#runFrom(records, ids, next, before);
    if (next < records.length) tally.skipped(records.length - next);
    for (let port = 0; port < outputs.length; port += 1) {
      this.places[port] = tally.emitted(port, outputs[port] ?? [], parents?.[port] ?? null);
    }
  }

  /** Computes until the end or the first failure, which it handles; gives the place to go on from. */
  #runFrom(
    records: readonly JsonObject[],
    ids: readonly RecordId[] | undefined,
    first: number,
    before: number,
  ): number {
    const { outputs, runner } = this;
    const scope = this.#scope;
    const emit = this.#emit;
    const sizes = outputs.map(() => 0);
    this.#sizes = sizes;
    let place = first;
    let filtered = 0;
    try {
      for (; place < records.length; place += 1) {
        const record = records[place] as JsonObject;
        for (let port = 0; port < sizes.length; port += 1) sizes[port] = (outputs[port] as JsonObject[]).length;
        const handedOn = this.#handedOn;
        this.#place = before + place;
        if (ids) this.#id = ids[place] ?? place;
        scope.record = record;
        runner.apply(record, scope, emit, this.#place);
        if (handedOn === this.#handedOn) filtered += 1;
      }
    } catch (thrown) {
      for (let port = 0; port < sizes.length; port += 1) this.#cut(port, sizes[port] ?? 0);
      const record = records[place] as JsonObject;
      const failed = this.step.fail(before + place, record, thrown);
      if (failed) this.#emit(this.#errorPort, failed);
      place += 1;
    }
    this.step.tally.filtered(filtered);
    return place;
  }

  #cut(port: number, size: number): void {
    (this.outputs[port] as JsonObject[]).length = size;
    const parents = this.#parents?.[port];
    if (parents) parents.length = size;
    const ids = this.ids?.[port];
    if (ids) ids.length = size;
  }

  /** The id of what the present record gives a port: its own, the next ones with their number behind. */
  #nextId(before: number): RecordId {
    return before === 0 ? this.#id : `${this.#id}+${this.step.planned.index}.${before}`;
  }
}
