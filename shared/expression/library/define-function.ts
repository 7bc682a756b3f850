import type { Json, JsonObject } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';

/** The groups in which the editor's helpers show the functions. */
export type FunctionGroup = 'text' | 'numbers' | 'dates' | 'logic' | 'lists' | 'maps' | 'other';

/**
 * What a parameter takes. `text` also takes numbers and truths (as text); `number` also takes numeric text; `date` is
 * ISO 8601 text or milliseconds since 1970; `boolean` also takes the texts true and false; `any` takes null as well.
 */
export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'map' | 'any';

/** One parameter. `repeated` stands last and takes any number of values, which `run` gets as one list. */
export type FunctionParameter = {
  readonly name: string;
  readonly type: ValueType;
  readonly optional?: true;
  readonly repeated?: true;
};

/** What is told about a function: the editor's helpers, the documentation and a test of the examples read it. */
export type FunctionManifest = {
  readonly name: string;
  readonly group: FunctionGroup;
  /** A few words in the imperative, for a list. */
  readonly label: string;
  /** One or two sentences: what it gives, and what it does at the edges. */
  readonly summary: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: ValueType;
  readonly example: { readonly source: string; readonly result: Json };
  /** Names by which people coming from elsewhere look for it. */
  readonly alsoKnownAs?: readonly string[];
};

/**
 * A function as the compiler calls it. Arguments are checked and converted by its parameters' types before `run`; a
 * null for a parameter other than `any` makes the result null (false where the function returns a boolean) without a
 * call. An omitted or null optional argument is undefined.
 */
export type ExpressionFunction = FunctionManifest & {
  /** Reads its arguments without warning about missing fields, because asking is what it is for. */
  readonly quiet?: true;
  readonly run: (frame: EvaluationFrame, ...values: never[]) => Json;
  /** Checks constant arguments when the expression is compiled; undefined stands for one that isn't constant. */
  readonly check?: (frame: EvaluationFrame, values: readonly (Json | undefined)[]) => void;
};

type ValueOf<Type extends ValueType> = {
  text: string;
  number: number;
  boolean: boolean;
  date: string | number;
  list: Json[];
  map: JsonObject;
  any: Json;
}[Type];

type ArgumentOf<Parameter extends FunctionParameter> = Parameter extends { repeated: true }
  ? ValueOf<Parameter['type']>[]
  : Parameter extends { optional: true }
    ? ValueOf<Parameter['type']> | undefined
    : ValueOf<Parameter['type']>;

type ArgumentsOf<Parameters extends readonly FunctionParameter[]> = {
  -readonly [Index in keyof Parameters]: ArgumentOf<Parameters[Index]>;
};

/** Declares one function of the language, once; `run` gets its arguments typed by `parameters`. */
export function defineFunction<const Parameters extends readonly FunctionParameter[]>(
  definition: Omit<ExpressionFunction, 'parameters' | 'run'> & {
    readonly parameters: Parameters;
    readonly run: (frame: EvaluationFrame, ...values: ArgumentsOf<Parameters>) => Json;
  },
): ExpressionFunction {
  // The compiler checks arguments by `parameters` before it calls `run`; a table of functions can't keep their types.
  return definition as ExpressionFunction;
}
