import type { Json } from '../../shared/json/json.ts';
import { mayBeDone, type OutsideRecords } from '../ports/outside-calls.ts';
import type { JournaledCall } from '../ports/run.ts';

/**
 * What became of a record of a call: nothing that is known yet, nothing at all, something that nobody knows and nobody
 * asks about any more, or what it added.
 */
export type Became = null | 'not-done' | 'unknown' | { adds: Json };

/** A call of which something is still to be known. */
export type OpenCall = {
  readonly number: number;
  runId: string;
  readonly step: string;
  readonly batchKey: string;
  readonly type: string;
  readonly records: readonly (number | string)[];
  readonly became: Became[];
  /** When it was cut off, where this process did it. */
  cutAt?: number;
};

/** The calls of a store that are open, and which of them are under way in this process. */
export class OpenCalls {
  readonly #calls = new Map<string, OpenCall[]>();
  readonly #underWay = new Map<number, string>();
  #waiting: { numbers: Set<number>; resolve(): void }[] = [];

  /** Takes what the store holds for what is open; what isn't in there isn't under way either. What was cut off stays so. */
  load(calls: readonly OpenCall[]): void {
    const cut = new Map(this.cutOff().map(({ number, cutAt }) => [number, cutAt]));
    this.#calls.clear();
    for (const call of calls) {
      const cutAt = cut.get(call.number);
      this.#put(cutAt === undefined ? call : { ...call, cutAt });
    }
    const open = new Set(calls.map(({ number }) => number));
    for (const number of [...this.#underWay.keys()]) if (!open.has(number)) this.over(number);
  }

  begin(call: OpenCall): void {
    this.#put(call);
    this.#underWay.set(call.number, call.type);
  }

  /** The open calls of one batch of a step. */
  of({ runId, step, batchKey }: { runId: string; step: string; batchKey: string }): readonly OpenCall[] {
    return this.#calls.get(keyOf(runId, step, batchKey)) ?? [];
  }

  /** The open calls with any of these records. */
  with({ runId, step, records }: OutsideRecords): OpenCall[] {
    const found = new Set<OpenCall>();
    for (const { key, id } of records) {
      for (const call of this.of({ runId, step, batchKey: key })) if (call.records.includes(id)) found.add(call);
    }
    return [...found];
  }

  /** The open calls of a run. */
  ofRun(runId: string): OpenCall[] {
    return [...this.#calls.values()].flatMap((calls) => calls.filter((call) => call.runId === runId));
  }

  /** Those that were cut off in this process. */
  cutOff(): OpenCall[] {
    return [...this.#calls.values()].flat().filter(({ cutAt }) => cutAt !== undefined);
  }

  /** The open calls of one run are from now on those of another. */
  move(from: string, to: string): void {
    const moved = this.ofRun(from);
    for (const call of moved) {
      this.#calls.delete(keyOf(from, call.step, call.batchKey));
      call.runId = to;
    }
    for (const call of moved) this.#put(call);
  }

  find(number: number, names: { runId: string; step: string; batchKey: string }): OpenCall | undefined {
    return this.of(names).find((call) => call.number === number);
  }

  /** No answer comes any more. */
  over(number: number): void {
    if (!this.#underWay.delete(number)) return;
    for (const { numbers } of this.#waiting) numbers.delete(number);
    const done = this.#waiting.filter(({ numbers }) => numbers.size === 0);
    this.#waiting = this.#waiting.filter(({ numbers }) => numbers.size > 0);
    for (const { resolve } of done) resolve();
  }

  /** Nothing more is to be known. */
  close(call: OpenCall): void {
    const key = keyOf(call.runId, call.step, call.batchKey);
    const left = this.of(call).filter((other) => other !== call);
    if (left.length > 0) this.#calls.set(key, left);
    else this.#calls.delete(key);
    this.over(call.number);
  }

  /** Resolves when none of the calls of a type is under way any more that are now. */
  answered(type: string): Promise<void> {
    const numbers = new Set([...this.#underWay].flatMap(([number, of]) => (of === type ? [number] : [])));
    if (numbers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ numbers, resolve }));
  }

  #put(call: OpenCall): void {
    const key = keyOf(call.runId, call.step, call.batchKey);
    const open = this.#calls.get(key) ?? [];
    this.#calls.set(key, [...open, call]);
  }
}

/** What a journaled outcome says of a record. */
export function becameOf(outcome: JournaledCall['outcomes'][number]): Became {
  if ('error' in outcome) return mayBeDone(outcome.error) ? 'unknown' : 'not-done';
  return { adds: 'adds' in outcome ? (outcome.adds ?? null) : null };
}

function keyOf(runId: string, step: string, batchKey: string): string {
  return `${runId} ${step} ${batchKey}`;
}
