import { expect, it } from 'vitest';
import type { StepState } from '../../shared/run/state.ts';
import { statusOfStep } from './step-status.ts';

it('a step that went on without records that failed has succeeded in part, unless its error port took them all', () => {
  const step: StepState = {
    id: 's',
    status: 'succeeded',
    in: 12,
    out: { out: 7 },
    failed: 5,
    skipped: 0,
    calls: 0,
    retries: 0,
    failures: [],
    warnings: [],
  };
  expect(statusOfStep(step)).toBe('partly_succeeded');
  expect(statusOfStep({ ...step, out: { out: 7, error: 5 } })).toBe('succeeded');
  expect(statusOfStep({ ...step, failed: 0 })).toBe('succeeded');
  expect(statusOfStep({ ...step, status: 'failed' })).toBe('failed');
});
