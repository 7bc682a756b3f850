import type { HostChange } from '../../shared/contract/index.ts';

/** Tells every window what changed in the host. */
export type Changes = {
  publish(change: HostChange): void;
  /** Calls back for every change from now on until the returned function is called. */
  subscribe(listener: (change: HostChange) => void): () => void;
};

/** A hub without memory: whoever reconnects reads what it shows again. */
export function createChanges(): Changes {
  const listeners = new Set<(change: HostChange) => void>();
  return {
    publish: (change) => {
      for (const listener of listeners) listener(change);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
