import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Fault } from '../faults.ts';
import type { Org } from '../org.ts';
import { type PracticeContext, type PracticeEnv, respondError } from './respond.ts';

/** Longest request address accepted, in characters. Source: REST `414` "URI too long" (16,384). */
const addressLimit = 16_384;

function playFault(context: PracticeContext, fault: Fault, status: number): Response {
  for (const [name, value] of Object.entries(fault.headers ?? {})) context.header(name, value);
  const text = typeof fault.body === 'string';
  if (!text) context.header('Content-Type', 'application/json;charset=UTF-8');
  else if (!context.res.headers.has('Content-Type')) context.header('Content-Type', 'text/html;charset=UTF-8');
  const empty = fault.body === undefined || status === 204 || status === 304;
  const body = empty ? null : text ? fault.body : JSON.stringify(fault.body);
  return new Response(body as string | null, { status, headers: context.res.headers });
}

function unexpected(org: Org): ApiError {
  const number = org.now().getTime() % 1_000_000_000;
  const message = `An unexpected error occurred. Please include this ErrorId if you contact support: ${number} (practice)`;
  return new ApiError(500, 'UNKNOWN_EXCEPTION', message);
}

/** The app of one host: every request is journalled, may meet a set failure, and never goes without an answer. */
export function createHostApp(org: Org, host: 'login' | 'instance', stopping: AbortSignal): Hono<PracticeEnv> {
  const app = new Hono<PracticeEnv>({ strict: false });
  app.use('*', async (context, next) => {
    const path = context.req.path;
    if (path.startsWith('/__sim/')) return next();
    const close = org.journal.open(host, context.req.raw, org.now());
    if (context.req.url.length > addressLimit) {
      close(414);
      return respondError(
        context,
        new ApiError(414, 'URI_TOO_LONG', 'The request URI is longer than 16384 characters.'),
      );
    }
    const fault = org.faults.take(context.req.method, path);
    if (fault && fault.delayMs > 0) await wait(fault.delayMs, undefined, { signal: stopping });
    if (fault?.status !== undefined) {
      close(fault.status);
      return playFault(context, fault, fault.status);
    }
    await next();
    close(context.res.status);
    return undefined;
  });
  app.onError((error, context) => {
    context.header('Cache-Control', 'no-cache,must-revalidate,max-age=0,no-store,private');
    return respondError(context, error instanceof ApiError ? error : unexpected(org));
  });
  app.notFound((context) => respondError(context, notFound()));
  return app;
}
