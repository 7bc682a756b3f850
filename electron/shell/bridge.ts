import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { PORT_MESSAGE } from '../../shared/contract/port-message.ts';
import type { Channel } from '../host/serve.ts';
import { isOwnPage } from './page.ts';

/**
 * Gives our page a port to the host whenever it has loaded (again). No IPC handler exists at all, so no other frame,
 * page or window has anything to call (S2); a page that isn't ours gets no port.
 */
export function offerHost(contents: WebContents, serve: (channel: Channel) => void): void {
  let current: MessagePortMain | undefined;
  contents.on('did-finish-load', () => {
    current?.close();
    current = undefined;
    if (!isOwnPage(contents.getURL())) return;
    const { port1, port2 } = new MessageChannelMain();
    current = port1;
    serve(portChannel(port1));
    port1.start();
    contents.postMessage(PORT_MESSAGE, null, [port2]);
  });
}

/** A MessagePort as a channel of the serving loop. */
export function portChannel(port: Pick<MessagePortMain, 'on' | 'postMessage'>): Channel {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) =>
      void port.on('message', ({ data }: { data: unknown }) => {
        // Whatever isn't text or bytes is no message of the protocol.
        if (typeof data === 'string' || data instanceof Uint8Array || data instanceof ArrayBuffer) listener(data);
      }),
    onClose: (listener) => void port.on('close', listener),
  };
}
