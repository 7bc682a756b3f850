import type { PracticeClient } from '../identity.ts';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A loopback address without its port; null for any other address. */
function withoutLoopbackPort(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'http:' || !loopbackNames.has(url.hostname)) return null;
  url.port = '';
  return url.href;
}

/**
 * Whether the browser may be sent back there: exactly a registered address, or a registered loopback address on any
 * port (RFC 8252 §7.3), since desktop apps listen on whichever port is free.
 */
export function isRegisteredRedirect(client: PracticeClient, address: string): boolean {
  const loopback = withoutLoopbackPort(address);
  return client.redirectUris.some(
    (registered) => registered === address || (loopback !== null && withoutLoopbackPort(registered) === loopback),
  );
}
