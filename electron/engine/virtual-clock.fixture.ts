import type { Clock } from '../ports/clock.ts';

/** A clock whose time passes only when nothing else can happen, so that waits take no time and tests are exact. */
export type VirtualClock = Clock & {
  /** Timers that are set at this moment. */
  pending(): number;
  /** Lets time pass until `work` settles. Throws when nothing is left that could make it settle. */
  settle<Result>(work: Promise<Result>): Promise<Result>;
  /** Lets everything happen that needs no time to pass. */
  idle(): Promise<void>;
};

/** Turns of the real loop after which nothing that needs no time is left, in tests whose doubles wait a few turns. */
const IDLE_TURNS = 10;
/** Idle waits without any timer after which a run counts as stuck. */
const STUCK_WAITS = 200;

type Timer = { at: number; callback: () => void };

/** `turn` resolves after one turn of the real event loop, when all that could run without it has run. */
export function virtualClock(turn: () => Promise<unknown>, startMs = Date.UTC(2026, 10, 22, 10)): VirtualClock {
  let time = 0;
  const timers = new Set<Timer>();
  const schedule = (milliseconds: number, callback: () => void) => {
    const timer = { at: time + milliseconds, callback };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const idle = async () => {
    for (let turns = 0; turns < IDLE_TURNS; turns += 1) await turn();
  };
  const passTime = () => {
    const [first] = [...timers].sort((a, b) => a.at - b.at);
    if (!first) return false;
    timers.delete(first);
    time = Math.max(time, first.at);
    first.callback();
    return true;
  };
  return {
    now: () => startMs + time,
    monotonic: () => time,
    schedule,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = schedule(milliseconds, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
    yield: async () => void (await turn()),
    pending: () => timers.size,
    idle,
    async settle(work) {
      let settled = false;
      const done = () => {
        settled = true;
      };
      work.then(done, done);
      let waits = 0;
      for (await idle(); !settled; await idle()) {
        waits = passTime() ? 0 : waits + 1;
        if (waits > STUCK_WAITS) throw new Error('nothing is left that could happen');
      }
      return work;
    },
  };
}
