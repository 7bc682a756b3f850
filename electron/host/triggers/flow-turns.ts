import type { RunResult } from '../../ports/run.ts';

/** Runs of one flow that may wait for their turn; past that, whoever wants another waits as well. */
const MOST_WAITING = 1_000;

/** Whose turn it is among the runs that a flow's triggers want. */
export type FlowTurns = {
  /** A run goes or waits. */
  isBusy(): boolean;
  /** Begins the run at once. */
  start(runId: string): Promise<RunResult>;
  /** Begins the run once all before it have ended. */
  queue(runId: string): Promise<RunResult>;
  /** Resolves when another run may wait. Rejects with the signal's reason. */
  room(signal: AbortSignal): Promise<void>;
  /** A run goes already: others wait for its end. */
  follow(ended: Promise<unknown>): void;
  /** Lets no waiting run begin any more; what `queue` promised of them never settles. */
  close(): void;
};

/** `begin` resolves or rejects when the run is over. */
export function createFlowTurns(begin: (runId: string) => Promise<RunResult>): FlowTurns {
  const going = new Set<Promise<unknown>>();
  let waiting: (() => void)[] = [];
  let hoping: (() => void)[] = [];

  const follow = (ended: Promise<unknown>): void => {
    const leave = (): void => {
      going.delete(ended);
      advance();
    };
    going.add(ended);
    ended.then(leave, leave);
  };
  const advance = (): void => {
    if (going.size === 0) waiting.shift()?.();
    if (waiting.length >= MOST_WAITING) return;
    for (const enter of hoping.splice(0)) enter();
  };
  const start = (runId: string): Promise<RunResult> => {
    const result = begin(runId);
    follow(result);
    return result;
  };

  return {
    isBusy: () => going.size + waiting.length > 0,
    start,
    follow,
    queue: (runId) => {
      if (going.size + waiting.length === 0) return start(runId);
      const { promise, resolve } = Promise.withResolvers<RunResult>();
      waiting.push(() => resolve(start(runId)));
      return promise;
    },
    room: async (signal) => {
      while (waiting.length >= MOST_WAITING) {
        signal.throwIfAborted();
        const { promise, resolve } = Promise.withResolvers<void>();
        hoping.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
      }
      signal.throwIfAborted();
    },
    close: () => {
      waiting = [];
      hoping = [];
    },
  };
}
