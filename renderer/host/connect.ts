import type { HostLink } from './host-link.ts';
import { createPortLink } from './port-link.ts';
import { forgetToken, obtainToken } from './session.ts';
import { createSocketLink } from './socket-link.ts';

/** The subprotocol of the loopback WebSocket; the token travels as the second one. */
const PROTOCOL = 'millrace.v1';

/**
 * The way from this page to its host, and the only place that asks where the page runs: over the preload's MessagePort
 * when it is one of the app's own (`app://`), over the loopback WebSocket when a browser shows it.
 */
export function connectToHost(page: Window): HostLink {
  if (page.location.protocol !== 'http:') return createPortLink(page);
  const { location, history, sessionStorage: storage } = page;
  return createSocketLink({
    obtainToken: () =>
      obtainToken({
        location,
        history,
        storage,
        post: (path, body) =>
          fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body, cache: 'no-store' }),
      }),
    forgetToken: () => forgetToken(storage),
    openSocket: (token) => new WebSocket(`ws://${location.host}/rpc`, [PROTOCOL, `token.${token}`]),
    isHostThere: () =>
      fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
        () => true,
        () => false,
      ),
  });
}
