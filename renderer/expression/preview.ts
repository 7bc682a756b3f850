import { type ErrorDescription, toMillraceError } from '../../shared/errors/index.ts';
import {
  compileCondition,
  compileExpression,
  compileTemplate,
  type EvaluationScope,
} from '../../shared/expression/index.ts';
import type { FlowParameter } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';

/** How a text is read: with `{{ }}` in it, as a bare expression, or as one that must be true or false. */
export type ExpressionMode = 'template' | 'expression' | 'condition';

/** What a text gives for a record, or why it gives nothing. `at` is where in the text the error is. */
export type Preview =
  | { kind: 'value'; value: Json }
  | { kind: 'unknown' }
  | { kind: 'error'; error: ErrorDescription; at: { from: number; to: number } | undefined };

/**
 * Works a text out with the engine’s own compiler. Without a record only what is wrong with the text itself is told.
 */
export function previewExpression(
  text: string,
  mode: ExpressionMode,
  record: JsonObject | undefined,
  parameters: readonly FlowParameter[],
): Preview {
  try {
    const options = { parameters: parameters.map(({ name }) => name) };
    const compile = { template: compileTemplate, expression: compileExpression, condition: compileCondition }[mode];
    const compiled = compile(text, options);
    if (!record) return { kind: 'unknown' };
    return { kind: 'value', value: compiled.evaluate(scopeOf(record, parameters)) };
  } catch (thrown) {
    const error = toMillraceError(thrown).describe();
    const { offset, length } = error.data;
    const placed = typeof offset === 'number' && typeof length === 'number';
    return { kind: 'error', error, at: placed ? { from: offset, to: offset + Math.max(1, length) } : undefined };
  }
}

function scopeOf(record: JsonObject, parameters: readonly FlowParameter[]): EvaluationScope {
  return {
    record,
    parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default ?? null])),
    trigger: null,
    vars: {},
    run: { id: 'preview', startedAt: new Date().toISOString() },
    now: () => Date.now(),
    uuid: () => crypto.randomUUID(),
  };
}
