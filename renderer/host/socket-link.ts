import { RPCLink } from '@orpc/client/websocket';
import { toMillraceError } from '../../shared/errors/index.ts';
import { createLinkState, type HostLink } from './host-link.ts';

/** Waits between attempts, in ms; the last one repeats. */
export const RETRY_AFTER_MS = [250, 500, 1000, 2000, 5000] as const;

/** How many sockets in a row may close before they open until the token counts as refused. */
const CLOSED_BEFORE_OPEN = 3;

/** What the link needs: a token, a socket for it, and how to drop a token that the host refuses. */
export type SocketLinkOptions = {
  obtainToken: () => Promise<string>;
  forgetToken: () => void;
  openSocket: (token: string) => WebSocket;
  /** True while the host answers plain requests, so a closed socket means “refused”, not “gone”. */
  isHostThere: () => Promise<boolean>;
};

/** Browser mode's way to the host: a loopback WebSocket that reconnects with growing waits. */
export function createSocketLink(options: SocketLinkOptions): HostLink {
  const state = createLinkState({ status: 'connecting' });
  let link: RPCLink<Record<never, never>> | undefined;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;

  const retry = () => {
    if (closed) return;
    const retryInMs = RETRY_AFTER_MS[Math.min(attempt, RETRY_AFTER_MS.length - 1)] ?? 5000;
    attempt += 1;
    state.set({ status: 'lost', retryInMs });
    timer = setTimeout(connect, retryInMs);
  };

  const onClose = async (wasOpen: boolean) => {
    link = undefined;
    if (closed) return;
    if (!wasOpen && attempt >= CLOSED_BEFORE_OPEN && (await options.isHostThere())) {
      options.forgetToken();
      state.set({ status: 'refused', reason: 'The session has ended.' });
      return;
    }
    retry();
  };

  async function connect(): Promise<void> {
    clearTimeout(timer);
    if (state.get().status !== 'connecting') state.set({ status: 'connecting' });
    let token: string;
    try {
      token = await options.obtainToken();
    } catch (thrown) {
      const error = toMillraceError(thrown);
      if (error.code === 'ACCESS_REFUSED') state.set({ status: 'refused', reason: error.why });
      else retry();
      return;
    }
    if (closed) return;
    const opened = options.openSocket(token);
    let wasOpen = false;
    socket = opened;
    opened.addEventListener('open', () => {
      wasOpen = true;
      attempt = 0;
      link = new RPCLink({ websocket: opened });
      state.set({ status: 'connected' });
    });
    opened.addEventListener('close', () => void onClose(wasOpen));
  }
  void connect();

  return {
    current: () => link,
    state: state.get,
    subscribe: state.subscribe,
    reconnectNow: () => void connect(),
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
