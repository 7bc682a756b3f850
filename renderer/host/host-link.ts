import type { ClientContext, ClientLink } from '@orpc/client';

/** How the page stands with its host. */
export type HostLinkState =
  | { status: 'connecting' }
  | { status: 'connected' }
  | { status: 'lost'; retryInMs: number }
  /** The session isn't valid (any more): the address that `millrace serve` prints must be opened again. */
  | { status: 'refused'; reason: string };

/** A way to the host: hands out the link of the moment and says when its state changes. */
export type HostLink = {
  current: () => ClientLink<ClientContext> | undefined;
  state: () => HostLinkState;
  /** Calls back on every change of state; returns how to stop. */
  subscribe: (listener: () => void) => () => void;
  /** Tries at once instead of waiting for the next attempt. */
  reconnectNow: () => void;
  close: () => void;
};

/** A holder of state with listeners, shared by the links. */
export function createLinkState(initial: HostLinkState) {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(next: HostLinkState) {
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
