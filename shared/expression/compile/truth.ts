import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../json/json.ts';
import { excerptSource, type SourceSpan, typeError } from '../errors.ts';
import type { EvaluationFrame } from '../frame.ts';
import { describeKind, readTruth } from '../values.ts';
import type { Compilation } from './compilation.ts';

/** A value as true or false: null counts as false, the texts true and false as what they say; undefined for others. */
export function readTruthValue(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  return typeof value === 'string' ? readTruth(value) : undefined;
}

const TRUTH_OPERATORS = new Set(['||', '&&', '==', '!=', '<', '<=', '>', '>=', 'in', '!_']);

/** True for a node whose value is true or false whatever it is about. */
export function yieldsTruth(node: ASTNode): boolean {
  return TRUTH_OPERATORS.has(node.op);
}

/** Compiles a node where true or false is needed; any other value fails the evaluation with `EXPRESSION_TYPE`. */
export function asTruth(node: ASTNode, compilation: Compilation): (frame: EvaluationFrame) => boolean {
  const { evaluate } = compilation.compile(node);
  if (yieldsTruth(node)) return (frame) => evaluate(frame) === true;
  const truthOf = asTruthOf(compilation.span(node));
  return (frame) => truthOf(evaluate(frame));
}

/** Reads values that stand at `span` as true or false; others than those throw `EXPRESSION_TYPE`. */
export function asTruthOf(span: SourceSpan): (value: Json) => boolean {
  return (value) => value === true || (value !== false && value !== null && convert(value, span));
}

function convert(value: Json, span: SourceSpan): boolean {
  const truth = readTruthValue(value);
  if (truth !== undefined) return truth;
  throw typeError(
    span,
    `True or false is needed, but ${showSpan(span)} is ${describeKind(value)}.`,
    'Compare it with something, such as == "Yes" or > 0.',
  );
}

/** The part of the source that a sentence speaks about, in quotation marks. */
export function showSpan(span: SourceSpan): string {
  return `“${excerptSource(span.text.slice(span.start, span.end)).slice(0, 60)}”`;
}
