import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { PORT_MESSAGE } from '../../shared/contract/port-message.ts';
import type { Channel } from '../host/serve.ts';
import { isOwnPage } from './page.ts';
import { portChannel } from './port-channel.ts';

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
