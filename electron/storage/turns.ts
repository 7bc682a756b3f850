import type { OutsideCalls } from '../ports/outside-calls.ts';

/** Lets work of one name begin when no other work of it is under way; rejects when the signal aborts before. */
export function createTurns(): OutsideCalls['inTurn'] {
  const last = new Map<string, Promise<unknown>>();
  return async (name, signal, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const turn = Promise.withResolvers<void>();
    const mine = before.then(() => turn.promise);
    last.set(name, mine);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      turn.resolve();
      if (last.get(name) === mine) void mine.then(() => last.get(name) === mine && last.delete(name));
    }
  };
}

/** Resolves with `ready`, or rejects as soon as the signal aborts. */
function unlessAborted(ready: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void ready.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
