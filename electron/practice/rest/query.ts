import { ApiError } from '../api-error.ts';
import type { QueryCursor } from '../soql/cursors.ts';
import { executeSoql } from '../soql/execute.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

/** The bounds of the header `Sforce-Query-Options: batchSize=n`. Source: Query Options Header. */
const pageSize = { smallest: 200, largest: 2000 } as const;

function batchSize(request: RestRequest): number {
  const asked = /batchSize\s*=\s*(\d{1,9})/i.exec(request.header('sforce-query-options') ?? '')?.[1];
  if (asked === undefined) return request.org.switches.values.queryPageSize;
  return Math.min(Math.max(Number(asked), pageSize.smallest), pageSize.largest);
}

function page(base: string, cursor: QueryCursor, offset: number, cursorId: string | null): Record<string, unknown> {
  const end = offset + cursor.batchSize;
  const done = end >= cursor.rows.length;
  return {
    totalSize: cursor.rows.length,
    done,
    ...(done ? {} : { nextRecordsUrl: `${base}/query/${cursorId}-${end}` }),
    records: cursor.rows.slice(offset, end).map((row) => cursor.render(base, row)),
  };
}

function firstPage(request: RestRequest, withDeleted: boolean): RestReply {
  const { org, base } = request;
  const soql = request.query.get('q');
  if (soql === null) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const answer = executeSoql(org.store, request.schema, soql, org.now(), withDeleted);
  if (answer.kind === 'count') return reply({ totalSize: answer.count, done: true, records: [] });
  const cursor = { rows: answer.rows, render: answer.render, batchSize: batchSize(request) };
  const id = cursor.rows.length > cursor.batchSize ? org.cursors.open(cursor) : null;
  return reply(page(base, cursor, 0, id));
}

function nextPage(request: RestRequest): RestReply {
  const found = request.org.cursors.find(request.parameter('locator'));
  if (!found) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return reply(page(request.base, found.cursor, found.offset, found.id));
}

/** Adds query and queryAll with their pages; a locator from either works under both. */
export function addQuery(router: RestRouter): void {
  for (const [name, withDeleted] of [
    ['query', false],
    ['queryAll', true],
  ] as const) {
    router.add(`/${name}`, { GET: (request) => firstPage(request, withDeleted) });
    router.add(`/${name}/:locator`, { GET: nextPage });
  }
}
