import type { EvaluatorAnswer, EvaluatorFault, EvaluatorLimits } from '../../ports/evaluator.ts';

/** A result as JSON text, or why it can't be one: a function in it, a number that isn't one, too large, too deep. */
export function toAnswer(result: unknown, limits: EvaluatorLimits): EvaluatorAnswer {
  if (result === undefined) return { nothing: true };
  const fault = findFault(result, limits);
  if (fault) return { fault };
  const json = JSON.stringify(result);
  return json.length > limits.resultCharacters ? { fault: tooLarge } : { json };
}

const tooLarge: EvaluatorFault = { kind: 'size', message: 'The result is too large.' };

function findFault(result: unknown, { resultCharacters, resultDepth }: EvaluatorLimits): EvaluatorFault | undefined {
  let counted = 0;
  const visit = (value: unknown, depth: number): EvaluatorFault | undefined => {
    counted += typeof value === 'string' ? value.length : 1;
    if (counted > resultCharacters) return tooLarge;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { kind: 'not-json', message: 'The result holds a number that is infinite or none.' };
    }
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
      return { kind: 'not-json', message: 'The result holds a function or a pattern, which a record can’t.' };
    }
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth >= resultDepth) return { kind: 'depth', message: 'The result is too deep.' };
    // Lists of JSONata carry marks of its own, which aren't items.
    for (const member of Array.isArray(value) ? value : Object.values(value)) {
      const fault = visit(member, depth + 1);
      if (fault) return fault;
    }
    if (!Array.isArray(value)) for (const name of Object.keys(value)) counted += name.length;
    return undefined;
  };
  return visit(result, 0);
}
