import type { Json } from '../json/json.ts';
import { Compilation, type CompileOptions, type Evaluate } from './compile/compilation.ts';
import { compileNode } from './compile/node.ts';
import { asTruthOf } from './compile/truth.ts';
import { rememberCompiled } from './compile-memo.ts';
import type { CompiledExpression } from './compiled.ts';
import type { SourceSpan } from './errors.ts';
import { EvaluationFrame } from './frame.ts';
import { parseExpression, type SourcePart } from './language/parse.ts';
import { measureJson } from './values.ts';

/** One expression of a text, compiled: `run` works in a frame whose macro variables have at least `slots` places. */
export type CompiledPart = {
  readonly run: Evaluate;
  readonly slots: number;
  readonly span: SourceSpan;
  readonly references: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
};

/** Compiles the expression at a place of a text (a template holds several). */
export function compilePart(part: SourcePart, options: CompileOptions = {}): CompiledPart {
  const parsed = parseExpression(part);
  const compilation = new Compilation(parsed, options, compileNode);
  const { evaluate } = compilation.compile(parsed.root);
  const { slots, references, parameters } = compilation;
  return {
    run: compilation.buildsStructures ? (frame) => keepBounded(evaluate(frame), frame) : evaluate,
    slots,
    span: compilation.span(parsed.root),
    references,
    parameters,
  };
}

/**
 * Compiles a bare expression, once; evaluating it is then fast.
 * @throws MillraceError EXPRESSION_SYNTAX, EXPRESSION_UNKNOWN_NAME, EXPRESSION_LIMIT, or EXPRESSION_FUNCTION for a
 * pattern, unit or zone written in it that means nothing; with the position.
 */
export const compileExpression: (source: string, options?: CompileOptions) => CompiledExpression = rememberCompiled(
  (source, options) => {
    const { run, slots, references, parameters } = compilePart({ text: source, start: 0, end: source.length }, options);
    return {
      source,
      references: [...references],
      parameters: [...parameters],
      evaluate: (scope) => run(new EvaluationFrame(scope, source, slots)),
    };
  },
);

/**
 * Compiles a condition: null counts as false, and a result that is neither true nor false fails the record.
 * @throws what `compileExpression` throws.
 */
export const compileCondition: (source: string, options?: CompileOptions) => CompiledExpression<boolean> =
  rememberCompiled((source, options) => {
    const compiled = compilePart({ text: source, start: 0, end: source.length }, options);
    const { run, slots, references, parameters } = compiled;
    const truthOf = asTruthOf(compiled.span);
    return {
      source,
      references: [...references],
      parameters: [...parameters],
      evaluate: (scope) => truthOf(run(new EvaluationFrame(scope, source, slots))),
    };
  });

function keepBounded(value: Json, frame: EvaluationFrame): Json {
  if (typeof value === 'object' && value !== null) measureJson(value, frame);
  return value;
}
