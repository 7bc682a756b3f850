import { Axios, AxiosHeaders } from 'axios';
import { MillraceError } from '../../shared/errors/index.ts';
import type { HttpAnswer, HttpRequest, HttpTransport } from '../ports/http.ts';
import type { ConnectorOptions } from './http-connector.ts';
import { decodeBody } from './http-decode.ts';
import { exchangeOnce } from './http-exchange.ts';
import { createLanes, type Lane } from './http-lanes.ts';

/**
 * axios with an adapter of our own over undici's pools: one keep-alive pool for each origin and route, no redirects, no
 * proxies but the route's, no cookies. axios' default configuration is left out, and the request travels through it by reference: merging
 * configurations header by header took longer than the exchange itself.
 */
export function createHttpClient(options: ConnectorOptions): HttpTransport {
  const lanes = createLanes(options);
  const waitingOf = new WeakMap<Lane, Map<string, number>>();

  const client = new Axios({
    adapter: async (config) => {
      if (!(config.data instanceof Outgoing)) throw new TypeError('The adapter takes its own requests only.');
      const answer = await exchange(config.data.request);
      return { data: answer, status: answer.status, statusText: '', headers: noHeaders, config };
    },
  });

  async function exchange(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const { origin } = url;
    const lane = lanes.find(request.route);
    const waiting = waitingOf.get(lane) ?? new Map<string, number>();
    waitingOf.set(lane, waiting);
    waiting.set(origin, (waiting.get(origin) ?? 0) + 1);
    try {
      const raw = await exchangeOnce(lane, request, url, () => {
        if (waiting.get(origin) === 1) lane.connector.giveUp(origin);
      });
      if (raw.encoding === undefined) return raw;
      const { status, headers } = raw;
      return { status, headers, body: await decode(raw.body, raw.encoding, request.maximumBytes, url.host) };
    } finally {
      const left = (waiting.get(origin) ?? 1) - 1;
      if (left === 0) waiting.delete(origin);
      else waiting.set(origin, left);
    }
  }

  return {
    async exchange(request) {
      const { method, url } = request;
      const response = await client.request<HttpAnswer>({ method, url, data: new Outgoing(request) });
      return response.data;
    },
    close: () => lanes.close(),
  };
}

/** Keeps axios from copying the request, which it does to plain objects only. */
class Outgoing {
  readonly request: HttpRequest;

  constructor(request: HttpRequest) {
    this.request = request;
  }
}

const noHeaders = new AxiosHeaders();

async function decode(body: Uint8Array, encoding: string, maximumBytes: number, host: string): Promise<Uint8Array> {
  const decoded = await decodeBody(body, encoding, maximumBytes);
  if (typeof decoded !== 'string') return decoded;
  if (decoded === 'too-large') throw new MillraceError('ANSWER_TOO_LARGE', { host, limit: `${maximumBytes} bytes` });
  const detail =
    decoded === 'damaged'
      ? 'The compressed answer is damaged.'
      : `It answered in an encoding that wasn’t asked for (${encoding.slice(0, 40)}).`;
  throw new MillraceError('CONNECTION_ERROR', { host, reason: 'garbage', detail, sent: true });
}
