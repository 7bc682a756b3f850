import type { Json } from '../json/json.ts';
import type { EvaluationScope } from './scope.ts';

/** What was compiled once and can be worked out for every record. */
export type Compiled<Result extends Json = Json> = {
  /**
   * Works it out for one scope.
   * @throws MillraceError EXPRESSION_TYPE, EXPRESSION_FUNCTION or EXPRESSION_LIMIT, with the position in the source.
   */
  readonly evaluate: (scope: EvaluationScope) => Result;
  /** Fields of the record that it reads, in order of appearance; a name that is a known parameter isn't among them. */
  readonly references: readonly string[];
  /** Known parameters that it reads. */
  readonly parameters: readonly string[];
};

/** A compiled expression with its source. */
export type CompiledExpression<Result extends Json = Json> = Compiled<Result> & { readonly source: string };
