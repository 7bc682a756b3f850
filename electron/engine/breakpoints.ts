import { compileCondition } from '../../shared/expression/index.ts';
import type { RunRequest } from '../ports/run.ts';
import type { PauseCondition } from './gate.ts';

/** The conditions of a run's breakpoints by step, compiled once. Throws what compiling throws (EXPRESSION_SYNTAX …). */
export function compileBreakpoints({
  breakpoints = [],
  flow,
}: Pick<RunRequest, 'breakpoints' | 'flow'>): Map<string, PauseCondition> {
  const parameters = (flow.parameters ?? []).map(({ name }) => name);
  return new Map(
    breakpoints.map(({ step, condition = '' }) => {
      if (condition.trim() === '') return [step, () => true];
      const { evaluate } = compileCondition(condition, { parameters });
      return [step, evaluate];
    }),
  );
}
