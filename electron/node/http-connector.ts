import { lookup as lookupName } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ClientCertificate } from '../ports/http.ts';
import { findForbidden } from './http-addresses.ts';
import { watchCertificate } from './http-certificate.ts';
import { describeFault } from './http-faults.ts';
import { createTrust } from './http-trust.ts';

/** Opens sockets; knows which ones are still connecting, so that a cancelled call leaves none behind. */
export type Connector = {
  open: buildConnector.connector;
  /** Gives up every connection to `origin` that isn't open yet. */
  giveUp(origin: string): void;
};

/** What a test may replace: how names become addresses. */
export type NameLookup = LookupFunction;

export type ConnectorOptions = {
  timeoutMs: number;
  controlPorts: () => Iterable<number>;
  lookup?: NameLookup | undefined;
  clientCertificate?: ClientCertificate | undefined;
};

/**
 * Connects like undici does, but checks each address in the lookup that the socket itself uses, so that a name can't
 * mean one address to the check and another to the connection (S20). Certificates are always verified, whatever the
 * environment says (S35). A connection that can't be opened is a MillraceError.
 */
export function createConnector(options: ConnectorOptions): Connector {
  const { timeoutMs, controlPorts, lookup = systemLookup, clientCertificate } = options;
  const byPort = new Map<number, buildConnector.connector>();
  const connecting = new Map<string, Set<Socket>>();
  let trust: SecureContext | undefined;

  const connectorFor = (port: number, isEncrypted: boolean): buildConnector.connector => {
    // A port may be called with and without encryption; only the former has to know whom to trust.
    const key = isEncrypted ? port : -port;
    let connector = byPort.get(key);
    if (!connector) {
      if (isEncrypted) trust ??= createTrust(clientCertificate);
      connector = buildConnector({
        timeout: timeoutMs,
        allowH2: false,
        rejectUnauthorized: true,
        lookup: checkedLookup(lookup, port, controlPorts),
        ...(isEncrypted && trust ? { secureContext: trust } : {}),
      });
      byPort.set(key, connector);
    }
    return connector;
  };

  return {
    open(target, callback) {
      const port = portOf(target);
      const forbidden = isIP(bareHost(target.hostname)) && findForbidden(target.hostname, port, controlPorts());
      if (forbidden) {
        callback(forbiddenError(target.hostname, forbidden), null);
        return;
      }
      const origin = originOf(target);
      const waiting = connecting.get(origin) ?? new Set();
      connecting.set(origin, waiting);
      let presented: ReturnType<typeof watchCertificate> = () => undefined;
      // undici's connector returns the socket it opens, though its type doesn't say so.
      const socket: unknown = connectorFor(port, target.protocol === 'https:')(target, (...[error, opened]) => {
        waiting.delete(socket as Socket);
        if (waiting.size === 0) connecting.delete(origin);
        if (!error) {
          callback(null, opened);
          return;
        }
        const place = { host: target.host ?? target.hostname, sent: false, seconds: timeoutMs / 1_000 };
        callback(describeFault(error, { ...place, certificate: presented(), identified: !!clientCertificate }), null);
      });
      waiting.add(socket as Socket);
      presented = watchCertificate(socket);
      // A server may refuse the client's certificate once the connection is open (RFC 8446 §4.6.2). Were the socket left
      // to its end, undici would tell that it ended and not why.
      (socket as Socket).once('error', () => (socket as Socket).destroy());
    },
    giveUp(origin) {
      for (const socket of connecting.get(origin) ?? []) socket.destroy(new Error('No call waits for it any more.'));
    },
  };
}

/** The port of a target as undici names it. */
export function portOf({ port, protocol }: Pick<buildConnector.Options, 'port' | 'protocol'>): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** The origin of a target as undici names it. */
export function originOf({ protocol, host, hostname }: buildConnector.Options): string {
  return `${protocol}//${host ?? hostname}`;
}

/** The error of an address that no flow may reach (S20). */
export function forbiddenError(host: string, detail: string): MillraceError {
  return new MillraceError('ADDRESS_FORBIDDEN', { host, detail });
}

const systemLookup: NameLookup = (hostname, options, callback) => lookupName(hostname, options, callback);

function checkedLookup(lookup: NameLookup, port: number, controlPorts: () => Iterable<number>): NameLookup {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      if (error) {
        callback(error, found, family);
        return;
      }
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      for (const address of addresses) {
        const forbidden = findForbidden(address, port, controlPorts());
        if (forbidden !== undefined) {
          callback(forbiddenError(hostname, forbidden), '', 0);
          return;
        }
      }
      callback(null, found, family);
    });
  };
}

function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
