import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { RunningStep } from './running-step.ts';

/** Milliseconds that an aborted call gets to wind down before the run goes on without it (R14: 2 s in all). */
const WIND_DOWN_MS = 1_000;

/**
 * Waits for one call of a step, at most for the step's timeout or the given seconds. On a timeout, or when the run
 * stops, `abort` is aborted; a call that completes in spite of that counts as done, any other fails with STEP_TIMEOUT,
 * or with the error that stopped the run. Leaves no timer and no listener behind.
 */
export function guardCall<Result>(
  step: RunningStep,
  abort: AbortController,
  work: () => Promise<Result>,
  timeoutSeconds: number = step.timeoutSeconds,
): Promise<Result> {
  const { execution } = step;
  const { clock } = execution;
  return new Promise((resolve, reject) => {
    let aborted: MillraceError | undefined;
    let cancelWindDown: (() => void) | undefined;
    const giveUp = (reason: MillraceError) => {
      if (aborted) return;
      aborted = reason;
      abort.abort(reason);
      cancelWindDown = clock.schedule(WIND_DOWN_MS, () => settle(() => reject(reason)));
    };
    const giveUpInTime = () => {
      giveUp(new MillraceError('STEP_TIMEOUT', { step: step.planned.step.name, seconds: timeoutSeconds }));
    };
    const limited = timeoutSeconds < Number.POSITIVE_INFINITY;
    const cancelTimeout = limited ? clock.schedule(timeoutSeconds * 1_000, giveUpInTime) : undefined;
    const forget = execution.onStop(() => {
      if (execution.stopped) giveUp(execution.stopped.error);
    });
    const settle = (answer: () => void) => {
      cancelTimeout?.();
      cancelWindDown?.();
      forget();
      answer();
    };
    const fail = (thrown: unknown) => settle(() => reject(aborted ?? toMillraceError(thrown)));
    try {
      work().then((result) => settle(() => resolve(result)), fail);
    } catch (thrown) {
      // It threw before its first await.
      fail(thrown);
    }
  });
}
