import type { CustomFetch } from 'openid-client';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json/json.ts';
import type { GrantContext, PortAnswer } from '../../sdk/index.ts';
import { retryAfterSeconds } from '../../sdk/retry-after.ts';

const defaultTimeoutSeconds = 30;
/** Far more than any discovery document or token answer needs. */
const maximumBytes = 1_000_000;

/** What the last answer said about itself, for the words of a failure. */
export type AnswerFacts = {
  url: string;
  status: number;
  isWebPage: boolean;
  servedAt: number;
  /** What `Retry-After` asked for. */
  retryAfterSeconds: number | undefined;
};

/** The protocol's way out: each request passes the gateway as a sign-in, and no redirect is followed (S37). */
export type PortFetch = { fetch: CustomFetch; last(): AnswerFacts | undefined };

/**
 * Lets the protocol library call through the port. `identity` says whether an identity token is looked at; where its
 * issuer isn't known nothing could be checked, and nothing of it is used.
 */
export function createPortFetch(
  { port, signal, fields }: GrantContext,
  { identity }: { identity: boolean },
): PortFetch {
  let last: AnswerFacts | undefined;
  return {
    last: () => last,
    fetch: async (url, { method, headers: { 'user-agent': _, ...headers }, body }) => {
      const sent = body === null || body === undefined ? {} : { body: String(body) };
      const answer = await port.http(
        {
          method,
          url,
          headers,
          ...sent,
          effect: 'read',
          purpose: 'sign-in',
          redirects: 'refuse',
          timeoutMs: readTimeoutMs(fields),
          maximumBytes,
        },
        signal,
      );
      const text = new TextDecoder().decode(answer.body);
      last = {
        url: answer.url,
        status: answer.status,
        isWebPage: /^\s*</.test(text),
        servedAt: Date.parse(answer.headers.date ?? ''),
        retryAfterSeconds: retryAfterSeconds(answer.headers),
      };
      return toResponse(answer, text, identity);
    },
  };
}

/** How long an answer may take, in milliseconds: the connection's own timeout, else 30 seconds. */
function readTimeoutMs({ connectionTimeout }: JsonObject): number {
  const seconds = typeof connectionTimeout === 'number' && connectionTimeout > 0 ? connectionTimeout : 0;
  return (seconds || defaultTimeoutSeconds) * 1_000;
}

/** Only what the library reads; a challenge beside the error in the body would hide that. */
function toResponse({ status, headers }: PortAnswer, text: string, identity: boolean): Response {
  const value = readObject(text);
  if (!value) {
    const type = headers['content-type'];
    return new Response(text, {
      status: clampStatus(status),
      headers: type === undefined ? {} : { 'content-type': type },
    });
  }
  const { id_token: idToken, ...rest } = value;
  const kept: JsonObject = identity && idToken !== undefined ? { ...rest, id_token: idToken } : rest;
  if (kept.access_token !== undefined) kept.token_type ??= 'bearer';
  // Some services (GitHub is one) tell an error with status 200.
  const isError = status === 200 && typeof kept.error === 'string' && kept.access_token === undefined;
  const init = { status: isError ? 400 : clampStatus(status), headers: { 'content-type': 'application/json' } };
  return new Response(JSON.stringify(kept), init);
}

/** A Response takes no others; what a service means by them nobody knows. */
function clampStatus(status: number): number {
  return status >= 200 && status <= 599 && ![204, 205, 304].includes(status) ? status : 502;
}

function readObject(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // The library says what was expected in its place.
    return undefined;
  }
}
