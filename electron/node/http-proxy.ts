import type { Socket } from 'node:net';
import { type buildConnector, Client } from 'undici';
import { MillraceError } from '../../shared/errors/index.ts';
import type { HttpProxy } from '../ports/http.ts';
import { findForbiddenThroughProxy } from './http-addresses.ts';
import {
  type Connector,
  type ConnectorOptions,
  createConnector,
  forbiddenError,
  originOf,
  portOf,
} from './http-connector.ts';
import { timeoutFault } from './http-faults.ts';

/**
 * Connects through a proxy: for https by a tunnel, so that the proxy sees which host is called and nothing else; for
 * http to the proxy itself, which then gets the whole request. The proxy's own address is checked as every address is,
 * and what it is asked for as far as that can be told here (S20).
 */
export function createProxyConnector(proxy: HttpProxy, options: ConnectorOptions): Connector {
  const { timeoutMs, controlPorts } = options;
  // Who the client is, is the host's business only: the proxy gets no certificate.
  const toProxy = createConnector({ ...options, clientCertificate: undefined });
  const toHost = createConnector(options);
  const opening = new Map<string, Set<AbortController>>();

  const open = async (target: buildConnector.Options, gaveUp: AbortSignal): Promise<Socket> => {
    const port = portOf(target);
    const forbidden = findForbiddenThroughProxy(target.hostname, port, controlPorts());
    if (forbidden !== undefined) throw forbiddenError(target.hostname, forbidden);
    if (target.protocol !== 'https:') return connectToProxy(toProxy, proxy);
    const limit = new AbortController();
    const place = { host: target.host ?? target.hostname, sent: false, seconds: timeoutMs / 1_000 };
    const asked = { proxy: false };
    const timer = setTimeout(() => {
      const late = timeoutFault(place, 'connect');
      limit.abort(asked.proxy ? late : nameProxy(late, proxy));
    }, timeoutMs);
    const signal = AbortSignal.any([limit.signal, gaveUp]);
    const reached = () => {
      asked.proxy = true;
    };
    try {
      const tunnel = await openTunnel(toProxy, proxy, { authority: joinPort(target.hostname, port), signal, reached });
      return await encrypt(toHost, { ...target, httpSocket: tunnel }, signal);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    open(target, callback) {
      const origin = originOf(target);
      const waiting = opening.get(origin) ?? new Set();
      opening.set(origin, waiting);
      const givingUp = new AbortController();
      waiting.add(givingUp);
      const done = () => {
        waiting.delete(givingUp);
        if (waiting.size === 0) opening.delete(origin);
      };
      open(target, givingUp.signal).then(
        (socket) => {
          done();
          callback(null, socket);
        },
        (error: unknown) => {
          done();
          callback(error instanceof Error ? error : new Error('The proxy failed.'), null);
        },
      );
    },
    giveUp(origin) {
      toProxy.giveUp(addressOf(proxy));
      for (const controller of opening.get(origin) ?? []) controller.abort(new Error('No call waits for it any more.'));
    },
  };
}

/** What tells a proxy who asks (RFC 7617); undefined for a proxy that lets everybody in. */
export function authorizeAtProxy({ username = '', password = '' }: HttpProxy): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The error of a proxy that answered 407. */
export function refusedByProxy(proxy: HttpProxy): MillraceError {
  const host = nameOf(proxy);
  const asked = proxy.username || proxy.password;
  return new MillraceError(
    'CONNECTION_ERROR',
    { host, reason: 'proxy-refused', sent: false, detail: 'It answered with status 407.' },
    {
      message: asked
        ? `The proxy ${host} refused its user name or password.`
        : `The proxy ${host} asks for a user name and a password.`,
      fix: `${asked ? 'Correct' : 'Enter'} them under Advanced ▸ Proxy.`,
      retryable: false,
    },
  );
}

async function openTunnel(
  toProxy: Connector,
  proxy: HttpProxy,
  { authority, signal, reached }: { authority: string; signal: AbortSignal; reached(): void },
): Promise<Socket> {
  const client = new Client(addressOf(proxy), {
    connect: (target, callback) =>
      toProxy.open(target, (...[error, socket]) => {
        if (error) {
          callback(nameProxy(error, proxy), null);
          return;
        }
        reached();
        callback(null, socket);
      }),
  });
  const authorization = authorizeAtProxy(proxy);
  try {
    const { statusCode, socket } = await client.connect({
      path: authority,
      headers: { host: authority, ...(authorization ? { 'proxy-authorization': authorization } : {}) },
      signal,
    });
    if (statusCode >= 200 && statusCode < 300) return socket as Socket;
    socket.destroy();
    throw statusCode === 407 ? refusedByProxy(proxy) : refusedTunnel(proxy, authority, statusCode);
  } catch (error) {
    void client.destroy();
    throw signal.aborted ? signal.reason : nameProxy(error, proxy);
  }
}

function encrypt(toHost: Connector, target: buildConnector.Options, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const tunnel = target.httpSocket;
    const giveUp = () => {
      tunnel?.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    toHost.open(target, (...[error, socket]) => {
      signal.removeEventListener('abort', giveUp);
      if (!error) {
        resolve(socket);
        return;
      }
      tunnel?.destroy();
      reject(error);
    });
  });
}

function connectToProxy(toProxy: Connector, proxy: HttpProxy): Promise<Socket> {
  const { host, port } = proxy;
  const target = { protocol: 'http:', hostname: host, host: nameOf(proxy), port: String(port) };
  return new Promise((resolve, reject) => {
    toProxy.open(target, (...[error, socket]) => {
      if (error) reject(nameProxy(error, proxy));
      else resolve(socket);
    });
  });
}

/** Says of a failure on the way to the proxy that it was the proxy's, since the host hadn't been asked yet. */
function nameProxy(error: unknown, proxy: HttpProxy): Error {
  const host = nameOf(proxy);
  if (!(error instanceof MillraceError)) {
    return unreachable(host, 'The connection was cut off before the proxy had answered.', error);
  }
  const { code, data, why } = error;
  if (code === 'REQUEST_TIMEOUT') {
    const fix = 'Check the proxy’s host and port under Advanced ▸ Proxy.';
    const named = { ...data, host: `The proxy ${host}`, reason: 'proxy-unreachable' };
    const { message } = new MillraceError(code, named);
    return new MillraceError(code, { ...named, host }, { message, fix, cause: error });
  }
  if (code === 'ADDRESS_FORBIDDEN') {
    return new MillraceError(code, { ...data, reason: 'proxy-forbidden' }, { cause: error });
  }
  if (code !== 'CONNECTION_ERROR' || String(data.reason).startsWith('proxy-')) return error;
  return unreachable(host, why, error);
}

function unreachable(host: string, detail: string, cause: unknown): MillraceError {
  return new MillraceError(
    'CONNECTION_ERROR',
    { host, reason: 'proxy-unreachable', detail, sent: false },
    {
      message: `Can’t reach the proxy ${host}.`,
      fix: 'Check the proxy’s host and port under Advanced ▸ Proxy, and your network.',
      cause,
    },
  );
}

function refusedTunnel(proxy: HttpProxy, authority: string, status: number): MillraceError {
  const host = nameOf(proxy);
  return new MillraceError(
    'CONNECTION_ERROR',
    { host, reason: 'proxy-refused-host', sent: false, detail: `It answered with status ${status}.` },
    {
      message: `The proxy ${host} can’t or mustn’t open a connection to ${authority}.`,
      fix: 'Check the domain name, or ask whoever runs the proxy to allow it.',
      retryable: status >= 500,
    },
  );
}

function nameOf({ host, port }: HttpProxy): string {
  return joinPort(host, port);
}

/** An IPv6 address stands in brackets before a port (RFC 3986 §3.2.2). */
function joinPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function addressOf(proxy: HttpProxy): string {
  return `http://${nameOf(proxy)}`;
}
