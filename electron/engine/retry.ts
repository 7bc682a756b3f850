import type { StepEffect } from '../../shared/connector/manifest.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Random } from '../ports/random.ts';

/** The bounds of promise R10, in milliseconds. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const LONGEST_ASKED_DELAY_MS = 600_000;

/** Tries of a step that only reads when the flow doesn't say; a write isn't tried again unless the flow says so. */
const READ_ATTEMPTS = 3;

/** How often a call is tried in all: `retry.attempts`, else 3 for a step that reads and 1 for any other. */
export function attemptsOf(step: FlowStep, effect: StepEffect): number {
  const asked = step.retry?.attempts;
  if (typeof asked === 'number' && asked >= 1) return Math.floor(asked);
  return effect === 'read' ? READ_ATTEMPTS : 1;
}

/**
 * Milliseconds to wait after the try with this number (from 1) failed: what the service asked for
 * (`error.data.retryAfterSeconds`, at most 10 minutes), else full jitter, anywhere in [0, min(60 s, 1 s × 2^(n-1))].
 */
export function retryDelay(error: MillraceError, failedAttempt: number, random: Random): number {
  const asked = error.data.retryAfterSeconds;
  if (typeof asked === 'number' && asked >= 0) return Math.min(LONGEST_ASKED_DELAY_MS, asked * 1_000);
  return random.fraction() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failedAttempt - 1));
}

/**
 * The error of a call that isn't tried again: whoever stands around the step (a flow that called this one) mustn't
 * repeat what was repeated already, or tries would multiply (R11).
 */
export function usedUp(error: MillraceError, attempts: number): MillraceError {
  if (attempts < 2 || !error.retryable) return error;
  return error.withoutRetry({ tries: attempts });
}

/** Says once for a step that a service that ails was spared. */
export const spared = {
  code: 'RETRIES_SPARED',
  message: 'The service failed too often to try every call again, so some failed at their first try.',
};
