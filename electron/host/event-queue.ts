/**
 * A queue between a callback and an async iterator: what is pushed comes out in order, until `end` or until the
 * reader's signal is aborted.
 */
export type EventQueue<Value> = {
  push(value: Value): void;
  end(): void;
  values(signal: AbortSignal | undefined): AsyncGenerator<Value[]>;
};

/** An unbounded event queue; `values` yields all that waits at once, so a slow reader gets fewer, larger batches. */
export function createEventQueue<Value>(): EventQueue<Value> {
  let waiting: Value[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push: (value) => {
      waiting.push(value);
      notify();
    },
    end: () => {
      ended = true;
      notify();
    },
    values: async function* (signal) {
      signal?.addEventListener('abort', notify, { once: true });
      try {
        while (!signal?.aborted) {
          if (waiting.length > 0) {
            const batch = waiting;
            waiting = [];
            yield batch;
          } else if (ended) {
            return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal?.removeEventListener('abort', notify);
      }
    },
  };
}
