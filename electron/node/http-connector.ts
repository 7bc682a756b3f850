import { lookup as lookupName } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { MillraceError } from '../../shared/errors/index.ts';
import { findForbidden } from './http-addresses.ts';

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
  lookup?: NameLookup;
};

/**
 * Connects like undici does, but checks each address in the lookup that the socket itself uses, so that a name can't
 * mean one address to the check and another to the connection (S20). Certificates are always verified, whatever the
 * environment says (S35).
 */
export function createConnector({ timeoutMs, controlPorts, lookup = systemLookup }: ConnectorOptions): Connector {
  const byPort = new Map<number, buildConnector.connector>();
  const connecting = new Map<string, Set<Socket>>();

  const connectorFor = (port: number): buildConnector.connector => {
    let connector = byPort.get(port);
    if (!connector) {
      const checked = checkedLookup(lookup, port, controlPorts);
      connector = buildConnector({ timeout: timeoutMs, allowH2: false, rejectUnauthorized: true, lookup: checked });
      byPort.set(port, connector);
    }
    return connector;
  };

  return {
    open(options, callback) {
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
      const forbidden = isIP(bareHost(options.hostname)) && findForbidden(options.hostname, port, controlPorts());
      if (forbidden) {
        callback(forbiddenError(options.hostname, forbidden), null);
        return;
      }
      const origin = `${options.protocol}//${options.host ?? options.hostname}`;
      const waiting = connecting.get(origin) ?? new Set();
      connecting.set(origin, waiting);
      // undici's connector returns the socket it opens, though its type doesn't say so.
      const socket: unknown = connectorFor(port)(options, (...outcome) => {
        waiting.delete(socket as Socket);
        if (waiting.size === 0) connecting.delete(origin);
        callback(...outcome);
      });
      waiting.add(socket as Socket);
    },
    giveUp(origin) {
      for (const socket of connecting.get(origin) ?? []) socket.destroy(new Error('No call waits for it any more.'));
    },
  };
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

function forbiddenError(host: string, detail: string): MillraceError {
  return new MillraceError('ADDRESS_FORBIDDEN', { host, detail });
}

function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
