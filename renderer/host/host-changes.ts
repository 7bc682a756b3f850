import type { HostChange } from '../../shared/contract/index.ts';
import type { HostClient } from './host-client.ts';
import type { HostLink } from './host-link.ts';

/** One subscription to the host's changes, shared by all components. */
export type HostChanges = {
  /** `undefined` means: changes may have been missed, look again. Returns how to stop. */
  subscribe: (listener: (change: HostChange | undefined) => void) => () => void;
  close: () => void;
};

/** Watches the host's changes for as long as it is connected, again after each reconnect. */
export function watchHostChanges(client: HostClient, link: HostLink): HostChanges {
  const listeners = new Set<(change: HostChange | undefined) => void>();
  const tell = (change: HostChange | undefined) => {
    for (const listener of [...listeners]) listener(change);
  };
  let watching: AbortController | undefined;
  let wasConnectedBefore = false;

  const watch = async (abort: AbortController) => {
    try {
      const stream = await client.app.watch(undefined, { signal: abort.signal });
      for await (const change of stream) tell(change);
    } catch {
      // The transport broke or was closed: its state says so, and watching starts again once it is back.
    }
    if (watching === abort) watching = undefined;
  };

  const onLinkChange = () => {
    const connected = link.state().status === 'connected';
    if (!connected) {
      watching?.abort();
      watching = undefined;
      return;
    }
    if (watching) return;
    watching = new AbortController();
    void watch(watching);
    if (wasConnectedBefore) tell(undefined);
    wasConnectedBefore = true;
  };

  const stop = link.subscribe(onLinkChange);
  onLinkChange();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      stop();
      watching?.abort();
      listeners.clear();
    },
  };
}
