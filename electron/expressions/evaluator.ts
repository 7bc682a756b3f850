import type { Clock } from '../ports/clock.ts';
import type { Evaluator, EvaluatorLauncher } from '../ports/evaluator.ts';
import { ProcessEvaluation } from './evaluation.ts';
import { checkLength } from './faults.ts';
import { createProcessPool } from './process-pool.ts';

/**
 * Evaluates JSONata in processes that `launch` starts. Each expression has a process of its own as long as it has work,
 * so that nothing one does can be seen by another, and what goes past its bounds is killed from outside.
 */
export function createEvaluator(launch: EvaluatorLauncher, clock: Clock): Evaluator {
  const pool = createProcessPool(launch, clock);
  return {
    open: async (source) => {
      checkLength(source);
      const evaluation = new ProcessEvaluation(source, pool, clock);
      await evaluation.compile();
      return evaluation;
    },
    close: () => pool.close(),
  };
}
