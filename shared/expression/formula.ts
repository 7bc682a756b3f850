import type { CompileOptions } from './compile/compilation.ts';
import type { CompiledExpression } from './compiled.ts';
import { compileExpression } from './expression.ts';
import { compileTemplate, hasExpression } from './template.ts';

/**
 * Compiles what stands in a list of keys or measures: a bare expression, `Amount`, or one between signs as value fields
 * have it, `{{ Amount }}`.
 * @throws what `compileExpression` throws.
 */
export function compileFormula(source: string, options: CompileOptions = {}): CompiledExpression {
  return hasExpression(source) ? compileTemplate(source, options) : compileExpression(source, options);
}
