import { createContext, type ReactNode, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { HostChange } from '../../shared/contract/index.ts';
import type { HostChanges } from './host-changes.ts';
import type { HostClient } from './host-client.ts';
import type { HostLink, HostLinkState } from './host-link.ts';

/** The host as the components see it. */
export type HostConnection = { client: HostClient; changes: HostChanges; link: HostLink };

const HostContext = createContext<HostConnection | undefined>(undefined);

/** Gives every component below it the host. */
export function HostProvider({ host, children }: { host: HostConnection; children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>;
}

function useConnection(): HostConnection {
  const host = useContext(HostContext);
  if (!host) throw new Error('A component that asks the host stands outside HostProvider');
  return host;
}

/** The host's procedures. Each call rejects with a MillraceError. */
export function useHost(): HostClient {
  return useConnection().client;
}

/** How the page stands with its host; the component renders again when it changes. */
export function useHostLinkState(): HostLinkState & { reconnectNow: () => void } {
  const { link } = useConnection();
  const state = useSyncExternalStore(link.subscribe, link.state);
  return { ...state, reconnectNow: link.reconnectNow };
}

/**
 * Calls `onChange` for every change that the host tells of while the component is mounted, and with `undefined` after
 * a reconnect, when changes may have been missed.
 */
export function useHostChanges(onChange: (change: HostChange | undefined) => void): void {
  const { changes } = useConnection();
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => changes.subscribe((change) => latest.current(change)), [changes]);
}
