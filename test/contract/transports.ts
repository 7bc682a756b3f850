import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { connectInMemory, type HostClient } from '../../electron/host/memory-client.ts';
import type { Channel } from '../../electron/host/serve.ts';
import { startLoopbackServer } from '../../electron/loopback/server.ts';
import { portChannel } from '../../electron/shell/port-channel.ts';
import { createFakePortPair } from '../fakes/message-port.ts';
import { connectPort } from '../fakes/port-client.ts';

type Serve = (channel: Channel) => void;

/** A client's way to the host. `post` sends a message past the client, as a broken or hostile page would. */
export type Link = { client: HostClient; post(message: unknown): void; close(): void };

/** A transport that is up. */
export type Transport = { connect(): Promise<Link>; close(): Promise<void> };

/** Every transport of the contract, by name. */
export const transports: Readonly<Record<string, (serve: Serve) => Promise<Transport>>> = {
  'in memory': async (serve) => ({
    connect: async () => {
      let receive: ((message: string) => void) | undefined;
      const { client, close } = connectInMemory((channel) => {
        serve({
          ...channel,
          onMessage: (listener) => {
            receive = listener;
            channel.onMessage(listener);
          },
        });
      });
      return { client, close, post: (message) => receive?.(asMessage(message)) };
    },
    close: async () => undefined,
  }),

  'a MessagePort': async (serve) => ({
    connect: async () => {
      const [hostEnd, pageEnd] = createFakePortPair();
      // Electron's MessagePortMain has more methods; the channel uses these alone.
      serve(portChannel(hostEnd as Parameters<typeof portChannel>[0]));
      hostEnd.start();
      return {
        client: connectPort(pageEnd),
        post: (message) => pageEnd.postMessage(message),
        close: () => pageEnd.close(),
      };
    },
    close: async () => undefined,
  }),

  'a loopback WebSocket': async (serve) => {
    const pageFolder = mkdtempSync(join(tmpdir(), 'millrace-page-'));
    writeFileSync(join(pageFolder, 'files.json'), '{}');
    const server = await startLoopbackServer({ pageFolder, serve });
    return {
      connect: async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, ['millrace.v1', await tokenOf(server)], {
          origin: server.origin,
        });
        await new Promise((resolve, reject) => {
          socket.once('open', resolve);
          socket.once('error', reject);
        });
        socket.on('error', () => undefined);
        return {
          client: createORPCClient<HostClient>(new RPCLink({ websocket: socket })),
          post: (message) => socket.send(asMessage(message)),
          close: () => socket.terminate(),
        };
      },
      close: async () => {
        await server.close();
        rmSync(pageFolder, { recursive: true, force: true });
      },
    };
  },
};

/** Only text and bytes can be sent in memory and through a WebSocket; a MessagePort takes anything. */
function asMessage(message: unknown): string {
  return typeof message === 'string' || message instanceof Uint8Array ? (message as string) : inspect(message);
}

async function tokenOf(server: { origin: string; issueUrl(): string }): Promise<string> {
  const code = new URL(server.issueUrl()).hash.replace('#code=', '');
  const answer = await fetch(`${server.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ code }),
  });
  const { token } = (await answer.json()) as { token: string };
  return `token.${token}`;
}
