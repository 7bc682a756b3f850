import type { Json } from '../../json/json.ts';
import { type SourceSpan, typeError } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import type { FunctionParameter, ValueType } from '../library/define-function.ts';
import { describeKind, readNumber } from '../values.ts';
import type { Evaluate } from './compilation.ts';
import { readTruthValue, showSpan } from './truth.ts';

const NEEDS: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  list: 'a list',
  map: 'a map',
  any: 'a value',
};

const HINTS: Readonly<Record<ValueType, string>> = {
  text: 'Use one value, or join(list, ", ") for a list.',
  number: 'Use a field that holds numbers, or convert it with number(…).',
  boolean: 'Compare it with something, such as == "Yes".',
  date: 'Use a date such as 2026-07-14, or read one with parseDate(text, "dd.MM.yyyy").',
  list: 'Use a field that holds a list, or make one: [value].',
  map: 'Use record or a field that holds a map.',
  any: 'Use another value.',
};

/**
 * Reads an argument as its parameter's type. Null passes: what it means is the call's decision. A value that doesn't
 * fit fails the evaluation with `EXPRESSION_TYPE`, naming the function and the argument as written.
 */
export function convertArgument(
  evaluate: Evaluate,
  { type }: FunctionParameter,
  functionName: string,
  span: SourceSpan,
): Evaluate {
  const refuse = (value: Json): never => {
    throw typeError(
      span,
      `“${functionName}” needs ${NEEDS[type]}, but ${showSpan(span)} is ${describeKind(value)}.`,
      HINTS[type],
    );
  };
  switch (type) {
    case 'any':
      return evaluate;
    case 'text':
      return (frame: EvaluationFrame) => {
        const value = evaluate(frame);
        if (typeof value === 'string' || value === null) return value;
        return typeof value === 'object' ? refuse(value) : String(value);
      };
    case 'number':
      return (frame) => {
        const value = evaluate(frame);
        if (typeof value === 'number' || value === null) return value;
        return typeof value === 'string' ? readNumberOrBlank(value, refuse) : refuse(value);
      };
    case 'boolean':
      return (frame) => {
        const value = evaluate(frame);
        return value === null ? null : (readTruthValue(value) ?? refuse(value));
      };
    case 'date':
      return (frame) => {
        const value = evaluate(frame);
        return typeof value === 'string' || typeof value === 'number' || value === null ? value : refuse(value);
      };
    case 'list':
      return (frame) => {
        const value = evaluate(frame);
        return value === null || Array.isArray(value) ? value : refuse(value);
      };
    case 'map':
      return (frame) => {
        const value = evaluate(frame);
        return typeof value === 'object' && !Array.isArray(value) ? value : refuse(value);
      };
  }
}

/** A blank cell of a file counts as no number rather than as a wrong one. */
function readNumberOrBlank(text: string, refuse: (value: Json) => never): Json {
  const number = readNumber(text);
  if (number !== undefined) return number;
  return text.length < 100 && text.trim() === '' ? null : refuse(text);
}
