import type { Hono } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import { ApiError, notFound } from '../api-error.ts';
import { bodyLimit } from '../http/body.ts';
import { readInflated } from '../http/inflate.ts';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { answerRest, refuse } from './answer.ts';
import { authenticate, readVersion } from './authenticate.ts';
import { type RestReply, RestRequest } from './request.ts';
import type { RestRouter } from './router.ts';
import { prefersXml, writeXmlBody } from './xml.ts';

const dataPath = /^\/services\/data\/([^/]*)(\/.*)?$/;
const uploadPath = /^\/jobs\/ingest\/[^/]+\/batches\/?$/i;

/** Largest upload of a bulk job, in bytes. Source: Bulk API 2.0, "Upload Job Data" (150 MB). */
const uploadLimit = 150 * 1024 * 1024;

function send(context: PracticeContext, answer: RestReply): Response {
  for (const [name, value] of Object.entries(answer.headers ?? {})) context.header(name, value);
  if (answer.content !== undefined) {
    return context.body(answer.content as string | Uint8Array<ArrayBuffer>, answer.status as ContentfulStatusCode);
  }
  if (answer.body === undefined) return context.body(null, answer.status as StatusCode);
  if (prefersXml(context.req.header('accept'))) {
    context.header('Content-Type', 'application/xml;charset=UTF-8');
    return context.body(writeXmlBody(answer.body), answer.status as ContentfulStatusCode);
  }
  context.header('Content-Type', 'application/json;charset=UTF-8');
  return context.body(JSON.stringify(answer.body), answer.status as ContentfulStatusCode);
}

async function readRequest(context: PracticeContext, org: Org): Promise<RestRequest> {
  const [, version = '', path = '/'] = dataPath.exec(context.req.path) ?? [];
  const number = readVersion(org, version);
  const session = authenticate(org, context.req.header('authorization'));
  context.set('session', session);
  const allowed = org.usage.count(org.now());
  context.header('Sforce-Limit-Info', org.usage.header);
  if (!allowed) throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  const address = context.req.url;
  const mark = address.indexOf('?');
  const hasBody = context.req.method !== 'GET' && context.req.method !== 'HEAD';
  return new RestRequest({
    org,
    method: context.req.method,
    path,
    query: new URLSearchParams(mark === -1 ? '' : address.slice(mark + 1)),
    session,
    version: number,
    body: hasBody ? await readInflated(context, uploadPath.test(path) ? uploadLimit : bodyLimit) : new Uint8Array(),
    header: (name) => context.req.header(name),
  });
}

/**
 * Serves the versioned REST paths: version known, token in force, daily limit not used up, then what the router says.
 * Every answer of a signed-in caller carries `Sforce-Limit-Info: api-usage=<used>/<limit>`.
 */
export function serveRest(app: Hono<PracticeEnv>, org: Org, router: RestRouter): void {
  const serve = async (context: PracticeContext): Promise<Response> => {
    try {
      return send(context, answerRest(router, await readRequest(context, org)));
    } catch (error) {
      if (error instanceof ApiError) return send(context, refuse(error));
      throw error;
    }
  };
  app.all('/services/data/:version', serve);
  app.all('/services/data/:version/*', serve);
  app.all('/services/*', () => {
    throw notFound();
  });
}
