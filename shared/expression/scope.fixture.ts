import type { JsonObject } from '../json/json.ts';
import type { EvaluationScope, EvaluationWarning } from './scope.ts';

/** 14 July 2026, 08:30 UTC: the present of every test and of the functions' examples. */
const PRESENT = Date.UTC(2026, 6, 14, 8, 30);

/** A scope for tests, with a fixed clock and id; what it warns of is collected in `warnings`. */
export function makeScope(
  record: JsonObject = {},
  overrides: Partial<EvaluationScope> = {},
): EvaluationScope & { warnings: EvaluationWarning[] } {
  const warnings: EvaluationWarning[] = [];
  return {
    record,
    parameters: {},
    trigger: null,
    vars: {},
    run: { id: 'run-1', startedAt: '2026-07-14T08:00:00.000Z' },
    now: () => PRESENT,
    uuid: () => '3f0c6e2a-5d0b-4b8e-9a57-0f6f3d1c2b4a',
    warn: (warning) => warnings.push(warning),
    warnings,
    ...overrides,
  };
}
