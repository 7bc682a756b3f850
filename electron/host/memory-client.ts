import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../shared/contract/index.ts';
import type { Channel } from './serve.ts';

/** The host as its callers see it, over any transport. */
export type HostClient = ContractRouterClient<typeof contract>;

type Listener = (event?: { data: unknown }) => void;

/**
 * A client in the same process. Messages still pass the protocol's codec in both directions, so that what the wire
 * would refuse is refused here too. `close` ends the calls under way.
 */
export function connectInMemory(serve: (channel: Channel) => void): { client: HostClient; close(): void } {
  const toClient: { message: Listener[]; close: Listener[] } = { message: [], close: [] };
  const toHost: { message: ((message: string | Uint8Array) => void)[]; close: (() => void)[] } = {
    message: [],
    close: [],
  };
  serve({
    send: (message) =>
      queueMicrotask(() => {
        for (const listener of toClient.message) listener({ data: message });
      }),
    onMessage: (listener) => void toHost.message.push(listener),
    onClose: (listener) => void toHost.close.push(listener),
  });
  const port = {
    on: (event: 'message' | 'close', listener: Listener) => void toClient[event].push(listener),
    postMessage: (message: string | Uint8Array) =>
      queueMicrotask(() => {
        for (const listener of toHost.message) listener(message);
      }),
  };
  const link = new RPCLink({ port: port as never });
  return {
    client: createORPCClient<HostClient>(link),
    close: () => {
      for (const listener of toHost.close) listener();
      for (const listener of toClient.close) listener();
    },
  };
}
