import { RPCHandler } from '@orpc/server/ws';
import type { Role } from '../../shared/security/roles.ts';
import { router } from './router.ts';
import type { HostServices } from './services.ts';

/** A two-way stream of messages, whatever carries it: a MessagePort, a WebSocket, memory. */
export type Channel = {
  send(message: string | Uint8Array): void;
  onMessage(listener: (message: string | ArrayBuffer | Uint8Array) => void): void;
  onClose(listener: () => void): void;
};

/**
 * The one serving loop of every transport: gives each channel the contract until it closes, with the role that whoever
 * serves the channel names; nothing that comes through the channel changes it. A message that isn't of the protocol is
 * dropped; calls under way when a channel closes are aborted.
 */
export function createServingLoop(services: HostServices): (channel: Channel, role: Role) => void {
  const handler = new RPCHandler(router);
  return (channel, role) => {
    void handler.upgrade(
      {
        send: (message: string | ArrayBufferLike | Uint8Array) => channel.send(toSendable(message)),
        addEventListener: (event: string, listener: (event: { data?: unknown }) => void) => {
          if (event === 'message') channel.onMessage((data) => listener({ data }));
          if (event === 'close') channel.onClose(() => listener({}));
        },
      } as Parameters<typeof handler.upgrade>[0],
      { context: { ...services, role } },
    );
  };
}

function toSendable(message: string | ArrayBufferLike | Uint8Array): string | Uint8Array {
  return typeof message === 'string' || message instanceof Uint8Array ? message : new Uint8Array(message);
}
