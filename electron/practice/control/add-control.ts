import { timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import { checkOwnHost } from '../http/own-host.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import type { Controls } from './registry.ts';
import { readSettings } from './settings.ts';

const methods = ['GET', 'POST', 'DELETE'] as const;

/** Whether a text is the secret of the control path, compared in a time that tells nothing about it. */
export function isControlToken(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Adds the control calls under `/__sim/<token>`: the path itself lists all controls, each of which answers to its
 * name. Without the token the paths do not exist.
 */
export function addControl(app: Hono<PracticeEnv>, controls: Controls, token: string): void {
  const guard = (context: PracticeContext): void => {
    checkOwnHost(context);
    if (!isControlToken(token, context.req.param('token') ?? '')) throw notFound();
  };
  app.all('/__sim/:token', (context) => {
    guard(context);
    if (context.req.method !== 'GET') throw notAllowed(context.req.method, ['GET']);
    const list = controls.list().map(({ name, on, description }) => ({ name, methods: Object.keys(on), description }));
    return respondJson(context, { controls: list });
  });
  app.all('/__sim/:token/:control', async (context) => {
    guard(context);
    const control = controls.find(context.req.param('control'));
    if (!control) throw notFound('There is no such control. GET the control path for a list.');
    const handler = methods
      .map((method) => (method === context.req.method ? control.on[method] : undefined))
      .find(Boolean);
    if (!handler) throw notAllowed(context.req.method, Object.keys(control.on));
    const result = await handler(await readSettings(context));
    return result instanceof Response ? result : respondJson(context, result);
  });
}

function notAllowed(method: string, allowed: readonly string[]): ApiError {
  return new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`,
  );
}
