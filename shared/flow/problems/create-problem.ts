import { type ErrorCode, type ErrorData, type ErrorOptions, MillraceError } from '../../errors/index.ts';
import type { FlowProblem } from '../problem.ts';

/** Problems that don't stop a run: it does what was asked, though perhaps not what was meant. */
const WARNINGS: ReadonlySet<ErrorCode> = new Set([
  'EDGE_TWICE',
  'STEP_NOT_CONNECTED',
  'FIELD_HIDES_PARAMETER',
  'SECRET_IN_FLOW',
]);

/** Where a problem lies. `severity` is the code's own unless given. */
export type ProblemPlace = { step?: string; field?: string; severity?: FlowProblem['severity'] };

/** A problem with the catalogue's texts for its code. */
export function createProblem(
  code: ErrorCode,
  place: ProblemPlace,
  data: ErrorData = {},
  options: ErrorOptions = {},
): FlowProblem {
  const { message, why, fix, data: known } = new MillraceError(code, data, options).describe();
  const severity = place.severity ?? (WARNINGS.has(code) ? 'warning' : 'error');
  const problem: FlowProblem = { code, severity, message, why, fix, data: known };
  if (place.step !== undefined) problem.step = place.step;
  if (place.field !== undefined) problem.field = place.field;
  return problem;
}
