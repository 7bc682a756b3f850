import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import type { HttpProxy, HttpRoute } from '../ports/http.ts';
import { type Connector, type ConnectorOptions, createConnector } from './http-connector.ts';
import { createProxyConnector } from './http-proxy.ts';

/** The pools of one route, one for each origin. */
export type Lane = { agent: Agent; connector: Connector; proxy: HttpProxy | undefined };

/** The pools of all routes. */
export type Lanes = {
  /** The pools of a route, or of the direct way; requests that are under way keep theirs until they are over. */
  find(route: HttpRoute | undefined): Lane;
  close(): Promise<void>;
};

/** Routes beyond this number are closed, the longest unused first; each edit of a connection makes a new one. */
const MOST_LANES = 32;

/** Keeps a lane for each different route. */
export function createLanes(options: ConnectorOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const keys = new WeakMap<HttpRoute, string>();

  const keyOf = (route: HttpRoute | undefined): string => {
    if (!route) return '';
    let key = keys.get(route);
    if (key === undefined) {
      // A digest, so that no secret is ever the key of anything.
      key = createHash('sha256')
        .update(JSON.stringify(orderOf(route)))
        .digest('base64');
      keys.set(route, key);
    }
    return key;
  };

  return {
    find(route) {
      const key = keyOf(route);
      const known = lanes.get(key);
      const lane = known ?? openLane(options, route);
      if (key !== '') lanes.delete(key);
      lanes.set(key, lane);
      if (!known && lanes.size > MOST_LANES + 1) closeOldest(lanes);
      return lane;
    },
    close: async () => {
      const open = [...lanes.values()];
      lanes.clear();
      await Promise.all(open.map(({ agent }) => agent.destroy()));
    },
  };
}

function openLane(options: ConnectorOptions, route: HttpRoute | undefined): Lane {
  const { proxy, clientCertificate, connectTimeoutMs = options.timeoutMs } = route ?? {};
  const chosen = { ...options, clientCertificate, timeoutMs: connectTimeoutMs };
  const connector = proxy ? createProxyConnector(proxy, chosen) : createConnector(chosen);
  const agent = new Agent({ connect: connector.open, pipelining: 1, keepAliveTimeout: 4_000 });
  return { agent, connector, proxy };
}

/** The direct way is always kept: most calls take it. */
function closeOldest(lanes: Map<string, Lane>): void {
  for (const [key, { agent }] of lanes) {
    if (key === '') continue;
    lanes.delete(key);
    // Ends its idle connections now, and each other one when its answer is complete.
    void agent.close();
    return;
  }
}

function orderOf({ proxy, clientCertificate, connectTimeoutMs }: HttpRoute): unknown[] {
  return [
    proxy ? [proxy.host, proxy.port, proxy.username, proxy.password] : null,
    clientCertificate ? [clientCertificate.certificates, clientCertificate.privateKey] : null,
    connectTimeoutMs ?? null,
  ];
}
