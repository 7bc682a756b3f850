import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { EvaluationScope } from '../../shared/expression/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';

/** Which item of which split record a record came of: the step that split it, and the two numbers there. */
export type Member = { origin: string; parent: number; item: number };

/** A record with what it is a member of, the innermost last. */
export type ModelRecord = { fields: JsonObject; members: readonly Member[] };

/** A record that reached a step by the input of this number. */
export type Arrived = ModelRecord & { input: number };

/** A record that left a step, with the places of the received ones that it came of. */
export type Made = ModelRecord & { parents: readonly number[] };

/** What a step made of its records: by port, the failures' codes by place, and how many led to nothing. */
export type StepOutcome = { outputs: Map<string, Made[]>; failed: Map<number, string>; filtered: number };

/** A value that a step of the object store changed or asked for, in the order in which it happened. */
export type StoreAction = { step: string; key: string } & ({ set: Json } | { deleted: true } | { got: Json | null });

/** What the flow doesn't decide about a step, and the engine therefore may: see {@link legalFreedom}. */
export type Freedom = {
  /** The order in which its lines took turns: `count` records from the one at `first` on that left `from` by `port`. */
  turns: readonly { from: string; port: string; first: number; count: number }[];
  /** Received records that it took before nobody wanted more; the others count as skipped. */
  taken: number;
  /** True for a received record that a call was made with, or that failed. */
  tried(place: number): boolean;
  /** Rows that a source brought for a received record before nobody wanted more. */
  rows(place: number): number;
  /** Results that a collecting step handed on before nobody wanted more. */
  results: number;
  /** How a failure was described; its code is for the model to say. */
  errorAt(place: number): ErrorDescription | undefined;
};

/** What the model of a step type is told. */
export type StepContext = {
  step: FlowStep;
  settings: JsonObject;
  freedom: Freedom;
  parameterNames: string[];
  scopeOf(fields: JsonObject): EvaluationScope;
  /** The records that each `for_each` has split so far, by its id, and their places among what it received. */
  splits: Map<string, (ModelRecord & { place: number })[]>;
  storeLog: readonly StoreAction[];
};

/** What a type of step makes of the records that it took, written as its page in docs/steps says, and no more. */
export type StepModel = (context: StepContext, taken: readonly Arrived[]) => StepOutcome;

/** The failure of one record in the model. */
export class ModelFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The code of what was thrown for a record: the model's own, or that of an expression. */
export function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  throw thrown;
}

export function outcome(ports: readonly string[]): StepOutcome {
  return { outputs: new Map(ports.map((port) => [port, []])), failed: new Map(), filtered: 0 };
}

/** Gives each record to `make`, which says what leaves by which port; what it throws is the record's failure. */
export function eachAlone(
  taken: readonly Arrived[],
  ports: readonly string[],
  make: (record: Arrived, place: number) => { port: string; record: ModelRecord }[],
): StepOutcome {
  const result = outcome(ports);
  for (const [place, record] of taken.entries()) {
    try {
      const made = make(record, place);
      if (made.length === 0) result.filtered += 1;
      for (const { port, record: leaving } of made) {
        result.outputs.get(port)?.push({ ...leaving, parents: [place] });
      }
    } catch (thrown) {
      result.failed.set(place, codeOf(thrown));
    }
  }
  return result;
}
