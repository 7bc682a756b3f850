import type { MessagePortMain } from 'electron';
import type { Channel } from '../host/serve.ts';

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
