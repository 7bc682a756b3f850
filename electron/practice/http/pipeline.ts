import { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Org } from '../org.ts';
import { observe } from './observe.ts';
import { type PracticeEnv, respondError } from './respond.ts';

function unexpected(org: Org): ApiError {
  const number = org.now().getTime() % 1_000_000_000;
  const message = `An unexpected error occurred. Please include this ErrorId if you contact support: ${number} (practice)`;
  return new ApiError(500, 'UNKNOWN_EXCEPTION', message);
}

/** The app of one host: every request is journalled, may meet a set failure, and never goes without an answer. */
export function createHostApp(org: Org, host: 'login' | 'instance', stopping: AbortSignal): Hono<PracticeEnv> {
  const app = new Hono<PracticeEnv>({ strict: false });
  app.use('*', observe(org, host, stopping));
  app.onError((error, context) => {
    context.header('Cache-Control', 'no-cache,must-revalidate,max-age=0,no-store,private');
    return respondError(context, error instanceof ApiError ? error : unexpected(org));
  });
  app.notFound((context) => respondError(context, notFound()));
  return app;
}
