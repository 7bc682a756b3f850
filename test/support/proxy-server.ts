import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy was asked for: a tunnel to `target`, or a whole http request. */
export type ProxyRequest = { method: string; target: string; authorization: string | undefined };

/** A proxy on a free port of 127.0.0.1 that keeps what it was asked for and every byte that clients sent it. */
export type ProxyServer = {
  port: number;
  asked: ProxyRequest[];
  /** All bytes that clients sent, as Latin-1. */
  seen(): string;
  close(): Promise<void>;
};

export type ProxyOptions = {
  username?: string;
  password?: string;
  /** Answers each tunnel with this status instead of opening it. */
  refuseWith?: number;
  /** Takes connections and never answers. */
  silent?: boolean;
};

/** Starts a proxy that carries https in tunnels and passes http on; it asks for a user where one is given. */
export async function startProxyServer(options: ProxyOptions = {}): Promise<ProxyServer> {
  const asked: ProxyRequest[] = [];
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const expected =
    options.username === undefined
      ? undefined
      : `Basic ${Buffer.from(`${options.username}:${options.password ?? ''}`).toString('base64')}`;
  const isWelcome = (request: IncomingMessage, target: string): boolean => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ method: request.method ?? '', target, authorization });
    return expected === undefined || authorization === expected;
  };

  const server = createServer((request, response) => {
    if (options.silent) return;
    if (!isWelcome(request, request.url ?? '')) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = sendRequest(request.url ?? '', { method: request.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    keep(socket);
    socket.on('data', (piece: Buffer) => pieces.push(piece));
  });
  server.on('connect', (request, socket: Socket, head) => {
    if (options.silent) return;
    if (!isWelcome(request, request.url ?? '')) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="proxy"\r\n\r\n');
      return;
    }
    if (options.refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${options.refuseWith} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect({ host: hostname, port: Number(port) || 80 }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      socket.on('data', (piece: Buffer) => pieces.push(piece));
      socket.pipe(onward).pipe(socket);
    });
    keep(onward);
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    seen: () => Buffer.concat(pieces).toString('latin1'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
