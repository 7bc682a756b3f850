import type { Json } from '../../json/json.ts';
import { type SourceSpan, unknownNameError } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import { suggestSentence } from '../suggest-names.ts';
import { readOwn } from '../values.ts';
import type { Compilation, CompiledNode, CompileMode, Evaluate } from './compilation.ts';

/**
 * The names that always mean the same, whatever the record holds. A field of one of these names is reached through
 * `record["run"]`.
 */
export const scopeNames = ['record', 'trigger', 'vars', 'run'] as const;
type ScopeName = (typeof scopeNames)[number];

const READ_SCOPE: Readonly<Record<ScopeName, Evaluate>> = {
  record: (frame) => frame.record,
  trigger: (frame) => frame.scope.trigger,
  vars: (frame) => frame.scope.vars,
  run: (frame) => ({ id: frame.scope.run.id, startedAt: frame.scope.run.startedAt }),
};

/** True for a name of the scope itself. */
export function isScopeName(name: string): name is ScopeName {
  return scopeNames.some((known) => known === name);
}

/** Compiles a bare name: a macro's variable, a name of the scope, a field of the record, a parameter, in this order. */
export function compileName(
  name: string,
  node: { start: number; end: number },
  compilation: Compilation,
  mode: CompileMode,
): CompiledNode {
  const slot = compilation.findVariable(name);
  if (slot !== undefined) return { evaluate: (frame) => frame.locals[slot] ?? null };
  if (isScopeName(name)) return { evaluate: READ_SCOPE[name] };
  checkKnown(name, compilation.span(node), compilation);
  if (compilation.options.parameters?.includes(name)) compilation.parameters.add(name);
  else compilation.references.add(name);
  return { evaluate: readField(name, mode) };
}

/** Reads `run.id` or `run.startedAt` without building the whole of `run`. */
export function compileRunDetail(detail: string, span: SourceSpan): CompiledNode {
  if (detail === 'id') return { evaluate: (frame) => frame.scope.run.id };
  if (detail === 'startedAt') return { evaluate: (frame) => frame.scope.run.startedAt };
  const details = ['id', 'startedAt'];
  throw unknownNameError(
    span,
    'detail of a run',
    detail,
    suggestSentence(detail, details, 'Use run.id or run.startedAt.'),
  );
}

function readField(name: string, mode: CompileMode): Evaluate {
  const otherwise = mode === 'quiet' ? readParameterQuietly : readParameter;
  if (!(name in Object.prototype)) {
    // Nothing to inherit of that name: whatever is found is the record's own.
    return (frame) => {
      const value = frame.record[name];
      return value === undefined ? otherwise(frame, name) : value;
    };
  }
  return (frame) => {
    const { record } = frame;
    // Not `??`: a field that is there and null wins over a parameter, too.
    if (Object.hasOwn(record, name)) {
      const value = record[name];
      if (value !== undefined) return value;
    }
    return otherwise(frame, name);
  };
}

function readParameter(frame: EvaluationFrame, name: string): Json {
  const value = readOwn(frame.scope.parameters, name);
  return value === undefined ? frame.missing(name) : value;
}

function readParameterQuietly(frame: EvaluationFrame, name: string): Json {
  return readOwn(frame.scope.parameters, name) ?? null;
}

function checkKnown(name: string, span: SourceSpan, compilation: Compilation): void {
  const { fields, parameters = [] } = compilation.options;
  if (!fields || fields.includes(name) || parameters.includes(name)) return;
  const known = [...fields, ...parameters, ...scopeNames];
  throw unknownNameError(
    span,
    'field or parameter',
    name,
    suggestSentence(name, known, 'Choose one of the fields that arrive at this step.'),
  );
}
