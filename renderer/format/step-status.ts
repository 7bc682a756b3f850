import { ERROR_PORT } from '../../shared/flow/ports.ts';
import type { StepState } from '../../shared/run/state.ts';

/** How a step is said to have fared: in part, where it went on without records that no error port took. */
export function statusOfStep({ status, failed, out }: StepState): string {
  const isPart = status === 'succeeded' && failed > (out[ERROR_PORT.name] ?? 0);
  return isPart ? 'partly_succeeded' : status;
}
