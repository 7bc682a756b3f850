import type { JsonObject } from '../../shared/json/json.ts';
import type { ArrivedBatch, RecordId } from './batch.ts';
import type { Execution } from './execution.ts';
import type { FusedStep } from './fused-step.ts';
import type { Intake, Outlet } from './outlets.ts';
import { addPlaces, NO_PLACES, type Places, slicePlaces } from './places.ts';
import type { PlannedEdge } from './plan.ts';

/** Milliseconds of computing that a slice of a batch should take, and the records of the first and largest slice. */
const SLICE_MS = 3;
const FIRST_SLICE = 16;
const LARGEST_SLICE = 100_000;
/** Groups that may hand on to one another on one call stack. */
const DEEPEST_NESTING = 50;

/** A fused step with its place in the group: whose output it takes, and the lines that leave the group here. */
export type GroupMember = {
  step: FusedStep;
  /** Place in the group of the step it follows, and the line from that step; absent for the first step. */
  follows?: { member: number; line: PlannedEdge };
  /** Lines that lead out of the group. */
  outlets: { port: number; outlet: Outlet }[];
};

/** What has come out for one line. */
type Output = { records: JsonObject[]; ids: RecordId[] | undefined; places: Places };

/** A batch on its way through the group: how far it is, and what has come out for each line. */
type Passage = { batch: ArrivedBatch; place: number; outputs: (Output | undefined)[] };

type Slice = Omit<ArrivedBatch, 'key'>;

/**
 * Pure steps that run as one loop over each batch, on the call stack of whoever brings the batch. Between slices of a
 * batch the host gets its turn (R17); what comes out is handed on when the whole batch is through, so slices never
 * show in batch keys.
 */
export class FusedGroup implements Intake {
  readonly #execution: Execution;
  readonly #members: GroupMember[];
  readonly #first: FusedStep;
  readonly #outlets: { member: number; port: number; outlet: Outlet }[];
  #slice = FIRST_SLICE;
  #open = 0;

  constructor(execution: Execution, first: FusedStep, members: GroupMember[]) {
    this.#execution = execution;
    this.#first = first;
    this.#members = members;
    this.#outlets = members.flatMap(({ outlets }, member) => outlets.map((outlet) => ({ member, ...outlet })));
  }

  openEdge(): number {
    this.#open += 1;
    return this.#open - 1;
  }

  /** With the last line, the steps of the group are finished. */
  closeEdge(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#execution.inTurn(() => {
      for (const { step } of this.#members) step.step.finish();
      for (const { outlet } of this.#outlets) outlet.close();
    });
  }

  accept(batch: ArrivedBatch): Promise<void> | undefined {
    const execution = this.#execution;
    if (execution.halts(this.#first.step.planned)) return this.#refuse(batch);
    if (execution.nesting >= DEEPEST_NESTING) return Promise.resolve().then(() => this.accept(batch));
    execution.nesting += 1;
    try {
      const passage: Passage = { batch, place: 0, outputs: [] };
      this.#advance(passage);
      if (passage.place < batch.records.length) return this.#continue(passage);
      const handedOn = this.#handOn(passage);
      return handedOn ?? (execution.pacer.due() ? execution.pacer.pause() : undefined);
    } finally {
      execution.nesting -= 1;
    }
  }

  async #continue(passage: Passage): Promise<void> {
    while (passage.place < passage.batch.records.length) {
      await this.#execution.pacer.pause();
      this.#advance(passage);
    }
    await this.#handOn(passage);
  }

  /** Computes slices until the batch is through or the host wants its turn. */
  #advance(passage: Passage): void {
    const { clock, pacer } = this.#execution;
    const { records, ids, places, line } = passage.batch;
    while (passage.place < records.length) {
      const began = clock.monotonic();
      const end = Math.min(records.length, passage.place + this.#slice);
      const whole = passage.place === 0 && end === records.length;
      const slice = whole
        ? { records, ids, places, line }
        : {
            records: records.slice(passage.place, end),
            ids: ids?.slice(passage.place, end),
            places: slicePlaces(places, passage.place, end - passage.place),
            line,
          };
      this.#compute(slice, passage.outputs);
      const perRecord = (clock.monotonic() - began) / (end - passage.place);
      this.#slice = Math.max(1, Math.min(LARGEST_SLICE, this.#slice * 4, Math.floor(SLICE_MS / perRecord)));
      passage.place = end;
      if (pacer.due()) return;
    }
  }

  #compute(slice: Slice, outputs: Passage['outputs']): void {
    for (const { step, follows } of this.#members) {
      const input = follows ? this.#leaving(follows.member, follows.line) : slice;
      if (input.records.length > 0 && !step.step.tally.started && !step.step.execution.stopped) step.step.tally.start();
      step.run(input);
    }
    for (const [place, { member, port }] of this.#outlets.entries()) {
      const step = this.#members[member]?.step;
      const records = step?.outputs[port] ?? [];
      if (!step || records.length === 0) continue;
      outputs[place] = join(outputs[place], { records, ids: step.ids?.[port], places: step.places[port] ?? NO_PLACES });
    }
  }

  /** What left a member of the group in the present slice. */
  #leaving(member: number, line: PlannedEdge): Slice {
    const step = this.#members[member]?.step;
    const { port } = line;
    return {
      records: step?.outputs[port] ?? [],
      ids: step?.ids?.[port],
      places: step?.places[port] ?? NO_PLACES,
      line,
    };
  }

  /** Tells the counts and hands on what came out; a promise when a line is full or the disk is behind. */
  #handOn({ batch, outputs }: Passage): Promise<void> | undefined {
    for (const { step } of this.#members) step.step.tally.flush();
    let waiting: Promise<unknown>[] | undefined;
    for (const [place, output] of outputs.entries()) {
      if (!output) continue;
      const sent = this.#outlets[place]?.outlet.send({ key: batch.key, ...output }, this.#execution.batchSize);
      if (sent) waiting = [...(waiting ?? []), sent];
    }
    const room = this.#execution.origins.room();
    if (room) waiting = [...(waiting ?? []), room];
    return waiting && Promise.all(waiting).then(() => undefined);
  }

  #refuse({ records, places, line }: ArrivedBatch): undefined {
    const { tally } = this.#first.step;
    tally.received(records.length, line, places);
    tally.skipped(records.length);
    tally.flush();
  }
}

/** One output after another. Arrays are shared with the recorder and other lines, so more is never pushed into one. */
function join(before: Output | undefined, output: Output): Output {
  if (!before) return output;
  const { records, ids, places } = output;
  return {
    records: before.records.concat(records),
    ids: ids && before.ids?.concat(ids),
    places: places.reduce((all, [first, count]) => addPlaces(all, first, count), before.places),
  };
}
