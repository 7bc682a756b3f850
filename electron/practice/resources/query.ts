import type { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { basePath } from '../http/rest.ts';
import type { Org } from '../org.ts';
import type { QueryCursor } from '../soql/cursors.ts';
import { executeSoql } from '../soql/execute.ts';

/** Records in one page, and the bounds of the header `Sforce-Query-Options: batchSize=n`. Source: Query Options Header. */
const pageSize = { usual: 2000, smallest: 200, largest: 2000 } as const;

function batchSize(context: PracticeContext): number {
  const asked = /batchSize\s*=\s*(\d{1,9})/i.exec(context.req.header('sforce-query-options') ?? '')?.[1];
  if (asked === undefined) return pageSize.usual;
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

function firstPage(context: PracticeContext, org: Org, withDeleted: boolean): Response {
  const soql = context.req.query('q');
  if (soql === undefined) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const answer = executeSoql(org.store, soql, org.now(), withDeleted);
  if (answer.kind === 'count') return respondJson(context, { totalSize: answer.count, done: true, records: [] });
  const cursor = { rows: answer.rows, render: answer.render, batchSize: batchSize(context) };
  const id = cursor.rows.length > cursor.batchSize ? org.cursors.open(cursor) : null;
  return respondJson(context, page(basePath(context), cursor, 0, id));
}

function nextPage(context: PracticeContext, org: Org): Response {
  const found = org.cursors.find(context.req.param('locator') ?? '');
  if (!found) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return respondJson(context, page(basePath(context), found.cursor, found.offset, found.id));
}

/** Adds query and queryAll with their pages; a locator from either works under both. */
export function addQuery(app: Hono<PracticeEnv>, org: Org): void {
  for (const [name, withDeleted] of [
    ['query', false],
    ['queryAll', true],
  ] as const) {
    const path = `/services/data/:version/${name}`;
    addResource(app, path, { GET: (context) => firstPage(context, org, withDeleted) });
    addResource(app, `${path}/:locator`, { GET: (context) => nextPage(context, org) });
  }
}
