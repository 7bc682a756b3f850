import type { Clock } from '../../electron/ports/clock.ts';

/** A clock that stands still until a test moves it. `sleep` isn't part of it: nothing here should wait. */
export type ManualClock = Clock & {
  /** Moves on by so many milliseconds and calls what was scheduled for that time, earliest first. */
  advance(milliseconds: number): void;
};

/** A manual clock that begins at `now` (default: 2026-11-22, 08:00 UTC). */
export function createManualClock(now = Date.UTC(2026, 10, 22, 8)): ManualClock {
  const start = now;
  let scheduled: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: () => Promise.reject(new Error('A manual clock doesn’t sleep.')),
    schedule(milliseconds, callback) {
      const entry = { at: now + milliseconds, callback };
      scheduled.push(entry);
      return () => {
        scheduled = scheduled.filter((other) => other !== entry);
      };
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = scheduled.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        scheduled = scheduled.filter((entry) => entry !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}
