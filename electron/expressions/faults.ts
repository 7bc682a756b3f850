import { MillraceError } from '../../shared/errors/index.ts';
import { excerptSource } from '../../shared/expression/errors.ts';
import type { EvaluatorFault, EvaluatorLimits } from '../ports/evaluator.ts';

/** Characters of an expression at most. */
const SOURCE_CHARACTERS = 100_000;
/** MiB of heap of an evaluator's process; who starts one sees to it. */
const MEMORY_MIB = 64;

/** The bounds of one evaluation (S28). */
export const EVALUATOR_LIMITS: EvaluatorLimits = {
  milliseconds: 1_000,
  depth: 10_000,
  items: 1_000_000,
  resultCharacters: 10_000_000,
  resultDepth: 256,
};

/** Throws EXPRESSION_LIMIT for an expression that is too long to be looked at. */
export function checkLength(source: string): void {
  if (source.length > SOURCE_CHARACTERS) throw limitError(source, `${count(SOURCE_CHARACTERS)} characters`);
}

/** The error of an expression that can't be read. */
export function syntaxError(source: string, { message, position = 0, kind }: EvaluatorFault): MillraceError {
  if (kind !== 'expression') return evaluationError(source, { message, kind });
  return new MillraceError('EXPRESSION_SYNTAX', {
    problem: asSentence(message),
    source: excerptSource(source),
    column: position,
    suggestion: 'Mend it there. This step takes JSONata; its functions begin with a dollar sign.',
  });
}

/** The error of a record that the expression failed for. */
export function evaluationError(source: string, fault: EvaluatorFault): MillraceError {
  switch (fault.kind) {
    case 'time':
      return limitError(source, `${EVALUATOR_LIMITS.milliseconds / 1_000} second for one record`);
    case 'memory':
      return limitError(source, `${MEMORY_MIB} MB of memory`);
    case 'depth':
      return limitError(source, 'calls, lists or objects too many times inside one another');
    case 'length':
      return limitError(source, `${count(EVALUATOR_LIMITS.items)} items in a list`);
    case 'size':
      return limitError(source, `${EVALUATOR_LIMITS.resultCharacters / 1_000_000} MB of result`);
    case 'not-json':
    case 'expression':
      return new MillraceError('EXPRESSION_TYPE', {
        problem: asSentence(fault.message),
        source: excerptSource(source),
        suggestion:
          fault.kind === 'not-json'
            ? 'Let the expression give text, numbers, lists or objects.'
            : 'Look at this record’s fields, and mend the expression for records like it.',
      });
  }
}

function limitError(source: string, limit: string): MillraceError {
  return new MillraceError('EXPRESSION_LIMIT', { limit, source: excerptSource(source) });
}

function asSentence(message: string): string {
  const text = message.trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
