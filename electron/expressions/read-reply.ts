import type { EvaluatorAnswer, EvaluatorFault, EvaluatorReply } from '../ports/evaluator.ts';

const KINDS: readonly EvaluatorFault['kind'][] = [
  'expression',
  'time',
  'memory',
  'depth',
  'length',
  'size',
  'not-json',
];

/** A reply as it should be; undefined for anything else, which only a process sends that can't be trusted any more. */
export function readReply(told: unknown): EvaluatorReply | undefined {
  const { type, fault, answers } = members(told);
  if (type === 'ready' || type === 'compiled') return { type };
  if (type === 'refused') {
    const read = readFault(fault);
    return read && { type, fault: read };
  }
  if (type !== 'answers' || !Array.isArray(answers)) return undefined;
  const read = answers.map(readAnswer);
  return read.every((answer) => answer !== undefined) ? { type, answers: read } : undefined;
}

function readAnswer(told: unknown): EvaluatorAnswer | undefined {
  const { json, nothing, fault } = members(told);
  if (typeof json === 'string') return { json };
  if (nothing === true) return { nothing };
  const read = readFault(fault);
  return read && { fault: read };
}

function readFault(told: unknown): EvaluatorFault | undefined {
  const { kind, message, position } = members(told);
  const known = KINDS.find((one) => one === kind);
  if (!known || typeof message !== 'string') return undefined;
  return { kind: known, message, ...(typeof position === 'number' ? { position } : {}) };
}

function members(told: unknown): Record<string, unknown> {
  return typeof told === 'object' && told !== null ? { ...told } : {};
}
