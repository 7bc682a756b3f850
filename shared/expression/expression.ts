import { MillraceError } from '../errors/index.ts';
import type { Json } from '../json/json.ts';
import { NOT_KNOWN_YET } from '../run/plan.ts';
import { Compilation, type CompileOptions, type Evaluate } from './compile/compilation.ts';
import { compileNode } from './compile/node.ts';
import { asTruthOf } from './compile/truth.ts';
import { rememberCompiled } from './compile-memo.ts';
import type { CompiledExpression } from './compiled.ts';
import type { SourceSpan } from './errors.ts';
import { EvaluationFrame } from './frame.ts';
import { parseExpression, type SourcePart } from './language/parse.ts';
import { measureJson, readOwn } from './values.ts';

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
  const run: Evaluate = compilation.buildsStructures ? (frame) => keepBounded(evaluate(frame), frame) : evaluate;
  return {
    run: references.size === 0 ? run : (frame) => runOnUnknown(run, frame, references),
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
      evaluate: (scope) => {
        const value = run(new EvaluationFrame(scope, source, slots));
        return truthOf(value === NOT_KNOWN_YET ? null : value);
      },
    };
  });

/** In a dry run: what can't be worked out since a field that is read isn't known yet, isn't known yet either. */
function runOnUnknown(run: Evaluate, frame: EvaluationFrame, references: ReadonlySet<string>): Json {
  try {
    return run(frame);
  } catch (thrown) {
    const isOfValues =
      thrown instanceof MillraceError && (thrown.code === 'EXPRESSION_TYPE' || thrown.code === 'EXPRESSION_FUNCTION');
    if (isOfValues && [...references].some((name) => holdsUnknown(readOwn(frame.record, name)))) return NOT_KNOWN_YET;
    throw thrown;
  }
}

function holdsUnknown(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value === NOT_KNOWN_YET;
  return Object.values(value).some(holdsUnknown);
}

function keepBounded(value: Json, frame: EvaluationFrame): Json {
  if (typeof value === 'object' && value !== null) measureJson(value, frame);
  return value;
}
