import type { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import type { PracticeContext, PracticeEnv } from './respond.ts';

/** Answers one request, or throws ApiError. */
export type Handler = (context: PracticeContext) => Response | Promise<Response>;

/** Registers the methods a path has; any other gets 405 naming them, as the service does. HEAD follows GET. */
export function addResource(
  app: Hono<PracticeEnv>,
  path: string,
  handlers: Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Handler>>,
): void {
  for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
  const allowed = Object.keys(handlers).flatMap((method) => (method === 'GET' ? ['HEAD', 'GET'] : [method]));
  app.all(path, (context) => {
    const message = `HTTP Method '${context.req.method}' not allowed. Allowed are ${allowed.join(',')}`;
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', message);
  });
}
