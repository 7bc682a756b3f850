import type { Hono } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import { ApiError, notFound } from '../api-error.ts';
import { readBytes } from '../http/body.ts';
import { type PracticeContext, type PracticeEnv, respondError } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { authenticate } from '../rest/authenticate.ts';
import { RestRequest } from '../rest/request.ts';
import { newestVersion } from '../rest/versions.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { ApexException, describeException } from './apex-exception.ts';
import type { ApexAnswer, ApexVerb } from './apex-method.ts';
import type { EndpointMatch } from './apex-registry.ts';
import { runMethod } from './run-method.ts';

const root = '/services/apexrest';

const methodNames: Readonly<Record<ApexVerb, string>> = {
  GET: 'doGet',
  POST: 'doPost',
  PUT: 'doPut',
  PATCH: 'doPatch',
  DELETE: 'doDelete',
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, 'BAD_REQUEST', 'The request URI is not valid.');
  }
}

/** The parameters of the method, from the JSON body. Throws ApiError 400 for a body or a name it does not take. */
function readParameters(
  request: RestRequest,
  parameters: ReadonlySet<string> | null,
): Readonly<Record<string, unknown>> {
  if (request.method === 'GET' || request.method === 'DELETE' || request.text().trim() === '') return {};
  const body = request.json();
  if (!isJsonObject(body)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body must be a JSON object at [line:1, column:1]');
  }
  const other = parameters && Object.keys(body).find((name) => !parameters.has(name));
  if (other === undefined || other === null) return body;
  const message = `Unexpected parameter encountered during deserialization: ${other.slice(0, 200)} at [line:1, column:2]`;
  throw new ApiError(400, 'JSON_PARSER_ERROR', message);
}

function call(org: Org, request: RestRequest, { methods, className, rest }: EndpointMatch): ApexAnswer {
  const method = methods.get(request.method as ApexVerb);
  if (!method) {
    const message = `HTTP Method '${request.method}' not allowed. Allowed are ${[...methods.keys()].join(',')}`;
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', message);
  }
  try {
    return runMethod(method.run, {
      org,
      userId: request.session.userId,
      body: readParameters(request, method.parameters),
      path: rest.split('/').flatMap((part) => (part === '' ? [] : [decode(part)])),
      query: Object.fromEntries(request.query),
    });
  } catch (error) {
    if (!(error instanceof ApexException)) throw error;
    throw new ApiError(400, 'APEX_ERROR', describeException(error, className, methodNames[method.verb]));
  }
}

async function answer(context: PracticeContext, org: Org): Promise<Response> {
  const session = authenticate(org, context.req.header('authorization'));
  context.set('session', session);
  const allowed = org.usage.count(org.now());
  context.header('Sforce-Limit-Info', org.usage.header);
  if (!allowed) throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  const { method, path } = context.req;
  const match = org.apex.findEndpoint(path.slice(root.length));
  if (!match) throw notFound('Could not find a match for URL');
  const mark = context.req.url.indexOf('?');
  const request = new RestRequest({
    org,
    method,
    path,
    query: new URLSearchParams(mark === -1 ? '' : context.req.url.slice(mark + 1)),
    session,
    version: newestVersion,
    body: method === 'GET' || method === 'HEAD' ? new Uint8Array() : await readBytes(context),
    header: (name) => context.req.header(name),
  });
  const { status, value } = call(org, request, match);
  if (value === undefined) return context.body(null, status as StatusCode);
  context.header('Content-Type', 'application/json;charset=UTF-8');
  return context.body(JSON.stringify(value), status as ContentfulStatusCode);
}

/** Adds the Apex REST classes under `/services/apexrest`, which has no version. */
export function addApexRest(app: Hono<PracticeEnv>, org: Org): void {
  app.all(`${root}/*`, async (context) => {
    try {
      return await answer(context, org);
    } catch (error) {
      if (error instanceof ApiError) return respondError(context, error);
      throw error;
    }
  });
}
