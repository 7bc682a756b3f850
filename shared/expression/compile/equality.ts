import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { equalValues } from '../values.ts';
import type { CompiledNode, Operation } from './compilation.ts';

/**
 * `==` (`wanted` true) and `!=`. A null on one side makes both false: a record without a status neither has the status
 * “New” nor another one. Two nulls are equal.
 */
export function compileEquality(right: CompiledNode, wanted: boolean): Operation {
  const { constant, evaluate } = right;
  if (typeof constant === 'string') {
    return (left) => (frame) => {
      const value = left(frame);
      // A constant is at most as long as an expression, so comparing it needs no counting.
      return typeof value === 'string' ? (value === constant) === wanted : areEqual(value, constant, frame, wanted);
    };
  }
  return (left) => (frame) => {
    const a = left(frame);
    const b = evaluate(frame);
    return typeof a === 'number' && typeof b === 'number' ? (a === b) === wanted : areEqual(a, b, frame, wanted);
  };
}

function areEqual(a: Json, b: Json, frame: EvaluationFrame, wanted: boolean): boolean {
  if (a === null || b === null) return wanted && a === b;
  return equalValues(a, b, frame) === wanted;
}
