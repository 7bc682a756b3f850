import { MillraceError } from '../../../shared/errors/index.ts';
import { isSecretHeader } from '../../connectors/sdk/headers.ts';
import type { HttpAnswer } from '../../ports/http.ts';

/** The next request of a chain: what is sent, and whether the connection's additions still belong to it. */
export type Hop = {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  /** False for good once the chain left the origin it began at. */
  trusted: boolean;
};

/** Redirects followed before giving up; what browsers and curl take is 20 and 50, no honest API needs ten. */
export const redirectLimit = 10;

const redirectStatus = new Set([301, 302, 303, 307, 308]);
const bodyHeaders = /^content-(?:type|encoding|language|location|md5|disposition)$/;

/** True when the answer asks for the request to be made elsewhere. */
export function isRedirect(answer: HttpAnswer): boolean {
  return redirectStatus.has(answer.status) && answer.headers.location !== undefined;
}

/**
 * The request that a redirect asks for. Methods change as in the Fetch standard: 303, and 301 or 302 after a POST,
 * become GET without a body. Another origin gets neither the step's own credentials nor, since `trusted` is false from
 * then on, anything of the connection's; `secretQuery` is also taken out of an address that a server copied it into.
 * @throws MillraceError ADDRESS_FORBIDDEN when it leads to anything but http or https.
 */
export function followRedirect(hop: Hop, answer: HttpAnswer, secretQuery: Record<string, string>): Hop {
  const url = readLocation(answer.headers.location ?? '', hop.url);
  const sameOrigin = url.origin === hop.url.origin;
  const toGet = (answer.status === 303 && hop.method !== 'HEAD') || (answer.status < 303 && hop.method === 'POST');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(hop.headers)) {
    const lower = name.toLowerCase();
    if (!sameOrigin && isSecretHeader(lower)) continue;
    if (toGet && bodyHeaders.test(lower)) continue;
    headers[name] = value;
  }
  if (!sameOrigin) withoutSecrets(url, secretQuery);
  return {
    method: toGet ? 'GET' : hop.method,
    url,
    headers,
    body: toGet ? undefined : hop.body,
    trusted: hop.trusted && sameOrigin,
  };
}

function readLocation(location: string, base: URL): URL {
  let url: URL;
  try {
    url = new URL(location, base);
  } catch {
    throw forbidden(base.host, 'It redirects to something that isn’t an address.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw forbidden(base.host, `It redirects to a ${url.protocol.slice(0, 20)} address.`);
  }
  url.username = '';
  url.password = '';
  return url;
}

function forbidden(host: string, detail: string): MillraceError {
  return new MillraceError('ADDRESS_FORBIDDEN', { host, detail });
}

function withoutSecrets(url: URL, secretQuery: Record<string, string>): void {
  const secrets = new Set(Object.values(secretQuery));
  if (secrets.size === 0) return;
  const kept = [...url.searchParams].filter(([, value]) => !secrets.has(value));
  url.search = new URLSearchParams(kept).toString();
}
