import type { Json } from '../../json/json.ts';
import { type SourceSpan, typeError } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import { describeKind, readNumber, showValue } from '../values.ts';
import { showSpan } from './truth.ts';

/** The spans of an operator's two sides, for its errors. */
export type Sides = { readonly left: SourceSpan; readonly right: SourceSpan; readonly both: SourceSpan };

/** A side of `- * / %` as a number: numeric text counts, null and blank text are null, anything else is a type error. */
export function readOperand(value: Json, operator: string, span: SourceSpan): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return null;
  if (typeof value === 'string') {
    if (value.length < 100 && value.trim() === '') return null;
    const number = readNumber(value);
    if (number !== undefined) return number;
  }
  throw typeError(
    span,
    `“${operator}” needs numbers, but ${showSpan(span)} is ${describeKind(value)}.`,
    'Use a field that holds numbers, or convert it with number(…).',
  );
}

/** A result that JSON can hold: no infinity, no -0. */
export function keepFinite(result: number, sides: Sides): number {
  if (Number.isFinite(result)) return result + 0;
  throw typeError(
    sides.both,
    `The result of ${showSpan(sides.both)} is too large for a number.`,
    'Work with smaller numbers.',
  );
}

/** Subtraction, multiplication, division and remainder where a side isn't a plain number. Division is never whole. */
export function calculate(operator: '-' | '*' | '/' | '%', a: Json, b: Json, sides: Sides): Json {
  const left = readOperand(a, operator, sides.left);
  const right = readOperand(b, operator, sides.right);
  if (left === null || right === null) return null;
  if (operator === '-') return keepFinite(left - right, sides);
  if (operator === '*') return keepFinite(left * right, sides);
  if (right === 0) {
    throw typeError(
      sides.right,
      `${showSpan(sides.right)} is 0, and nothing can be divided by 0.`,
      'Ask first: if(Count == 0, null, Total / Count).',
    );
  }
  return keepFinite(operator === '/' ? left / right : left % right, sides);
}

/**
 * `+` where not both sides are numbers: joins when a side is text (null is empty text then, as in templates) or both
 * are lists; null with anything else is null.
 */
export function addValues(a: Json, b: Json, sides: Sides, frame: EvaluationFrame): Json {
  if (typeof a === 'string' || typeof b === 'string') return joinTexts(a, b, sides, frame);
  if (Array.isArray(a) && Array.isArray(b)) {
    frame.buildItems(a.length + b.length);
    return [...a, ...b];
  }
  if (a === null || b === null) return null;
  const isLeft = typeof a !== 'number';
  throw typeError(
    isLeft ? sides.left : sides.right,
    `“+” can’t add ${describeKind(a)} and ${describeKind(b)}.`,
    'Add numbers, join texts or lists, and use merge(…) for maps.',
  );
}

function joinTexts(a: Json, b: Json, sides: Sides, frame: EvaluationFrame): string {
  const left = showSide(a, sides.left, frame);
  const right = showSide(b, sides.right, frame);
  frame.buildText(left.length + right.length);
  return left + right;
}

function showSide(value: Json, span: SourceSpan, frame: EvaluationFrame): string {
  if (typeof value !== 'object' || value === null) return showValue(value, frame);
  throw typeError(
    span,
    `“+” can’t join text with ${showSpan(span)}, which is ${describeKind(value)}.`,
    'Use join(list, ", ") for a list, or json(value).',
  );
}
