import type { SchemaObject } from '../schema/object.ts';
import { recentLimit } from './recent-records.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

function nameFields(object: SchemaObject): string[] {
  return object.nameField ? ['Id', object.nameField.name] : ['Id'];
}

/** Shows the first `limit` of these records that still exist and that the caller may see: `Id` and the name. */
export function renderRecent(request: RestRequest, ids: readonly string[], limit: number): RenderedRecord[] {
  const { schema, org, base } = request;
  const shown: RenderedRecord[] = [];
  for (const id of ids) {
    if (shown.length >= limit) break;
    const object = schema.findByPrefix(id);
    const row = object && org.store.table(object).find(id);
    if (object && row) shown.push(renderRecord(base, object, row, nameFields(object)));
  }
  return shown;
}

function recent(request: RestRequest): RestReply {
  const asked = Number(request.query.get('limit') ?? recentLimit);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, recentLimit) : recentLimit;
  return reply(renderRecent(request, request.org.recent.of(request.session.userId), limit));
}

/** Adds the records the caller viewed or changed last. */
export function addRecent(router: RestRouter): void {
  router.add('/recent', { GET: recent });
}
