import type { MiddlewareHandler } from 'hono';
import { ApiError } from '../api-error.ts';
import { describeFault } from '../faults/fault.ts';
import { playFault } from '../faults/play.ts';
import type { OpenEntry } from '../journal.ts';
import type { Org } from '../org.ts';
import { type PracticeContext, type PracticeEnv, respondError } from './respond.ts';

/** Longest request address accepted, in characters. Source: REST `414` "URI too long" (16,384). */
const addressLimit = 16_384;

/** Paths of the control calls and of the org's own page, which no client of Salesforce knows. */
const ownPath = /^\/(?:__sim\/|$|(?:objects|users|requests|failures|page)(?:\/|$))/;

/** Completes an entry once the last byte was handed to the network. */
function noteSending(context: PracticeContext, entry: OpenEntry, started: number): void {
  const { outgoing } = context.env;
  const { socket } = outgoing;
  // One connection carries many answers, so only the difference is this one's.
  const before = socket?.bytesWritten ?? 0;
  outgoing.once('finish', () => {
    entry.durationMs = Math.round(performance.now() - started);
    entry.bytes = (socket?.bytesWritten ?? 0) - before;
  });
}

/** Notes every request in the journal, refuses too long addresses and plays set failures. */
export function observe(org: Org, host: 'login' | 'instance', stopping: AbortSignal): MiddlewareHandler<PracticeEnv> {
  return async (context, next) => {
    const path = context.req.path;
    if (host === 'login' && ownPath.test(path)) return next();
    const started = performance.now();
    const entry = org.journal.open(host, context.req.raw, org.now());
    noteSending(context, entry, started);
    if (context.req.url.length > addressLimit) {
      entry.status = 414;
      const message = `The request URI is longer than ${addressLimit} characters.`;
      return respondError(context, new ApiError(414, 'URI_TOO_LONG', message));
    }
    const fault = org.faults.take(context.req.method, path);
    if (!fault) {
      await next();
      entry.status = context.res.status;
    } else {
      entry.failure = describeFault(fault);
      const { response, status } = await playFault(context, fault, next, stopping);
      if (response !== context.res) context.res = response;
      entry.status = status;
    }
    // Absent where the call needs no session.
    entry.userId = (context.get('session') as { userId: string } | undefined)?.userId ?? null;
    return undefined;
  };
}
