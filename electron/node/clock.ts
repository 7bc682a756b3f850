import type { Clock } from '../ports/clock.ts';

/** The computer's clocks: wall time, and Node's monotonic timer for durations. */
export function createNodeClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep,
    schedule,
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** The longest that one timer of Node takes (2^31 - 1 ms, 24.8 days); a longer one would end at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

function schedule(milliseconds: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const next = Math.min(left, LONGEST_TIMER_MS);
    timer = setTimeout(() => (left > next ? wait(left - next) : callback()), next);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = schedule(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
