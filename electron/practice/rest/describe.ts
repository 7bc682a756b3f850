import { notFound } from '../api-error.ts';
import { describeGlobal, describeObject } from '../schema/describe.ts';
import { describeCompactLayouts, describeLayout, describeLayouts } from '../schema/layouts.ts';
import { masterRecordTypeId } from '../schema/record-types.ts';
import type { Schema } from '../schema/schema.ts';
import { type RestHandler, type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { findObject } from './sobjects.ts';

/** When each view of the schema was first asked for in its present revision. */
type Seen = WeakMap<Schema, { readonly revision: number; readonly at: number }>;

function lastModified(seen: Seen, { schema, org }: RestRequest): number {
  const known = seen.get(schema);
  if (known?.revision === schema.revision) return known.at;
  const at = Math.floor(org.now().getTime() / 1000) * 1000;
  seen.set(schema, { revision: schema.revision, at });
  return at;
}

/** Answers 304 when the caller has seen what the call would answer. */
function ifModified(seen: Seen, handler: RestHandler): RestHandler {
  return (request): RestReply => {
    const at = lastModified(seen, request);
    const headers = { 'Last-Modified': new Date(at).toUTCString() };
    const since = Date.parse(request.header('if-modified-since') ?? '');
    const answer = handler(request);
    return since >= at ? { status: 304, headers } : { ...answer, headers };
  };
}

function layoutOfRecordType(request: RestRequest): RestReply {
  const object = findObject(request);
  if (!masterRecordTypeId.startsWith(request.parameter('recordType').slice(0, 15))) throw notFound();
  if (request.parameter('recordType').length < 15) throw notFound();
  return reply(describeLayout(object));
}

/** Adds describe global, describe of an object, and its layouts. */
export function addDescribe(router: RestRouter): void {
  const seen: Seen = new WeakMap();
  router.add('/sobjects', { GET: ifModified(seen, ({ schema, base }) => reply(describeGlobal(schema, base))) });
  router.add('/sobjects/:object/describe', {
    GET: ifModified(seen, (request) => reply(describeObject(request.schema, findObject(request), request.base))),
  });
  router.add('/sobjects/:object/describe/layouts', {
    GET: (request) => reply(describeLayouts(findObject(request), request.base)),
  });
  router.add('/sobjects/:object/describe/layouts/:recordType', { GET: layoutOfRecordType });
  router.add('/sobjects/:object/describe/compactLayouts', {
    GET: (request) => reply(describeCompactLayouts(findObject(request))),
  });
}
