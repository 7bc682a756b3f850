import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiError } from '../api-error.ts';
import type { Session } from '../sessions.ts';

/** What a request brings: Node's own objects, and from middleware the session of an authenticated call. */
export interface PracticeEnv {
  Bindings: HttpBindings;
  Variables: { session: Session };
}

/** The context of a request to the org. */
export type PracticeContext = Context<PracticeEnv>;

/** Answers with JSON, under the content type the service sends. */
export function respondJson(context: PracticeContext, body: unknown, status: number = 200): Response {
  context.header('Content-Type', 'application/json;charset=UTF-8');
  return context.body(JSON.stringify(body), status as ContentfulStatusCode);
}

/** Answers with the error array of a refusal. */
export function respondError(context: PracticeContext, error: ApiError): Response {
  return respondJson(context, error.entries, error.status);
}
