import { RPCLink } from '@orpc/client/message-port';
import { PORT_MESSAGE } from '../../shared/contract/port-message.ts';
import { createLinkState, type HostLink } from './host-link.ts';

/** The desktop's way to the host: the one MessagePort that the preload hands to the page. */
export function createPortLink(page: Window): HostLink {
  const state = createLinkState({ status: 'connecting' });
  let link: RPCLink<Record<never, never>> | undefined;

  const receive = (event: MessageEvent) => {
    // Only the preload of this very page may hand over a port.
    if (event.source !== page || event.data !== PORT_MESSAGE) return;
    const port = event.ports[0];
    if (!port) return;
    link = new RPCLink({ port });
    port.addEventListener('close', () => state.set({ status: 'lost', retryInMs: 0 }));
    port.start();
    state.set({ status: 'connected' });
  };
  page.addEventListener('message', receive);

  return {
    current: () => link,
    state: state.get,
    subscribe: state.subscribe,
    reconnectNow: () => page.location.reload(),
    close: () => page.removeEventListener('message', receive),
  };
}
