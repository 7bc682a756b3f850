import type { EvaluatorFault } from '../../ports/evaluator.ts';

/** Characters of a message; JSONata puts values into them, however long. */
const LONGEST_MESSAGE = 300;

/** JSONata's codes of its own bounds: calls inside one another, time, ranges and lists. */
const BOUNDS: Readonly<Record<string, EvaluatorFault['kind']>> = {
  D1011: 'depth',
  D1012: 'time',
  D2014: 'length',
  D2015: 'length',
};

/** What was thrown, as plain data. JSONata throws objects with a code, and what its functions call throws errors. */
export function toFault(thrown: unknown): EvaluatorFault {
  const { code, message, position } = readMembers(thrown);
  // The texts and stacks of this process ran out.
  if (thrown instanceof RangeError) return { kind: 'memory', message: 'It ran out of memory.' };
  const text = typeof message === 'string' && message !== '' ? message : 'It failed.';
  return {
    kind: (typeof code === 'string' ? BOUNDS[code] : undefined) ?? 'expression',
    message: text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text,
    ...(typeof position === 'number' && position >= 0 ? { position } : {}),
  };
}

function readMembers(thrown: unknown): { code?: unknown; message?: unknown; position?: unknown } {
  return typeof thrown === 'object' && thrown !== null ? thrown : {};
}
