import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { compareOrder } from './comparison.ts';
import type { Evaluate, Operation } from './compilation.ts';

/** The operators that put two values in order. */
export type OrderOperator = '<' | '<=' | '>' | '>=';

/**
 * Compiles `< <= > >=`. Each has its own closure, so that two plain numbers are compared in place; everything else goes
 * through the rules of `compareOrder`, with `source` for its warning.
 */
export function compileOrder(operator: OrderOperator, right: Evaluate, source: string): Operation {
  const compare = (a: Json, b: Json, frame: EvaluationFrame) => compareOrder(a, b, frame, source, HOLDS[operator]);
  switch (operator) {
    case '<':
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === 'number' && typeof b === 'number' ? a < b : compare(a, b, frame);
      };
    case '<=':
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === 'number' && typeof b === 'number' ? a <= b : compare(a, b, frame);
      };
    case '>':
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === 'number' && typeof b === 'number' ? a > b : compare(a, b, frame);
      };
    case '>=':
      return (left) => (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === 'number' && typeof b === 'number' ? a >= b : compare(a, b, frame);
      };
  }
}

const HOLDS: Readonly<Record<OrderOperator, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
