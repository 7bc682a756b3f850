import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from '../host/serve.ts';
import type { Access } from './access.ts';
import { checkOrigin } from './origin.ts';
import { pause } from './pause.ts';

/** The subprotocol of the contract's messages. */
export const PROTOCOL = 'millrace.v1';

/** A page can't set headers on a WebSocket, so the token travels as a second subprotocol with this prefix. */
const TOKEN_PREFIX = 'token.';

/** A message past this many bytes closes the socket; a flow file's limit is 10 MB (S25), with room for its envelope. */
const LARGEST_MESSAGE = 24 * 1024 * 1024;

type SocketOptions = { access: Access; authority: string; serve: (channel: Channel) => void };

/** Accepts WebSockets at `/rpc` from our own page with a valid token; answers 421, 403, 404 or 401 to all others. */
export function acceptSockets(server: Server, options: SocketOptions): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    handleProtocols: () => PROTOCOL,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const status = refusalStatus(request, options);
    if (status === undefined) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => options.serve(toChannel(webSocket)));
      return;
    }
    const delay = status === 401 ? options.access.delayAfterWrongTry() : 0;
    void pause(delay).then(() =>
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`),
    );
  });
  return {
    close: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function refusalStatus(request: IncomingMessage, { access, authority }: SocketOptions): number | undefined {
  const refusal = checkOrigin(request.headers, authority, true);
  if (refusal) return refusal.status;
  if (request.url !== '/rpc') return 404;
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const token = protocols.find((protocol) => protocol.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length);
  if (!protocols.includes(PROTOCOL) || token === undefined || !access.isValidToken(token)) return 401;
  return undefined;
}

function toChannel(socket: WebSocket): Channel {
  socket.binaryType = 'arraybuffer';
  // A broken or oversized message ends the socket; the close event that follows ends the channel.
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(message);
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => listener(isBinary ? (data as ArrayBuffer) : data.toString())),
    onClose: (listener) => void socket.on('close', () => listener()),
  };
}
