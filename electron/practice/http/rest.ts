import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Org } from '../org.ts';
import { newestVersion, oldestVersion } from '../resources/versions.ts';
import { dailyRequests } from '../usage.ts';
import { type PracticeContext, type PracticeEnv, respondError } from './respond.ts';

const sessionInvalid = () => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

function checkVersion(text: string): void {
  const version = /^v(\d{1,3})\.0$/.exec(text)?.[1];
  if (version === undefined || Number(version) > newestVersion) throw notFound();
  if (Number(version) < oldestVersion) {
    throw new ApiError(
      410,
      'GONE',
      `The requested API version ${version}.0 has been retired. Use ${oldestVersion}.0 or later.`,
    );
  }
}

function authenticate(org: Org, context: PracticeContext): void {
  const header = context.req.header('authorization');
  if (header === undefined) throw sessionInvalid();
  const token = /^(?:Bearer|OAuth) +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw new ApiError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  const session = org.sessions.find(token, org.now());
  if (!session) throw sessionInvalid();
  context.set('session', session);
}

/** The version in the path of a REST call, such as `64.0`. */
export function apiVersion(context: PracticeContext): string {
  return (context.req.param('version') ?? '').slice(1);
}

/** The path all resources of the call's version are under: `/services/data/v64.0`. */
export function basePath(context: PracticeContext): string {
  return `/services/data/v${apiVersion(context)}`;
}

/**
 * Guards every versioned REST path: version known, token in force, daily limit not used up. Every answer carries
 * `Sforce-Limit-Info: api-usage=<used>/<limit>`.
 */
export function guardRest(app: Hono<PracticeEnv>, org: Org): void {
  app.use('/services/data/:version/*', async (context, next) => {
    checkVersion(context.req.param('version'));
    authenticate(org, context);
    const allowed = org.usage.count(org.now());
    context.header('Sforce-Limit-Info', `api-usage=${org.usage.used}/${dailyRequests}`);
    if (!allowed) {
      return respondError(context, new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
    }
    await next();
    return undefined;
  });
}
