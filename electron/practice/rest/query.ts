import { ApiError } from '../api-error.ts';
import { executeSoql } from '../soql/execute.ts';
import { explainSoql } from '../soql/explain.ts';
import { chooseBatchSize, firstPage, nextPage, type PageRequest, type ResultPage } from '../soql/pages.ts';
import type { Asker } from '../soql/scope.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

/** The caller as someone who asks the records. */
export function askerOf({ org, schema, session }: RestRequest): Asker {
  return { store: org.store, schema, userId: session.userId, now: org.now() };
}

/** How results are paged for a call: by the header `Sforce-Query-Options: batchSize=n` and the org's own limit. */
export function pageRequestOf(request: RestRequest): PageRequest {
  const { org, base, session } = request;
  const asked = /batchSize\s*=\s*(\d{1,9})/i.exec(request.header('sforce-query-options') ?? '')?.[1];
  const batchSize = chooseBatchSize(asked === undefined ? null : Number(asked), org.switches.values.queryPageSize);
  return { base, batchSize, cursors: org.cursors, userId: session.userId, now: org.now() };
}

function showPage(base: string, { totalSize, locator, records }: ResultPage): RestReply {
  const next = locator === null ? {} : { nextRecordsUrl: `${base}/query/${locator}` };
  return reply({ totalSize, done: locator === null, ...next, records });
}

function query(request: RestRequest, withDeleted: boolean): RestReply {
  const soql = request.query.get('q');
  if (soql === null) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const answer = executeSoql(askerOf(request), soql, { withDeleted });
  if (answer.kind === 'count') return reply({ totalSize: answer.count, done: true, records: [] });
  return showPage(request.base, firstPage(pageRequestOf(request), answer));
}

/** `query?explain=` tells how a query would be run; without it, `q` is run. */
function queryOrExplain(request: RestRequest): RestReply {
  const soql = request.query.get('explain');
  if (soql === null) return query(request, false);
  return reply({ plans: explainSoql(askerOf(request), soql), sourceQuery: soql });
}

function queryMore(request: RestRequest): RestReply {
  return showPage(request.base, nextPage(pageRequestOf(request), request.parameter('locator')));
}

/** Adds query and queryAll with their pages; a locator from either works under both. */
export function addQuery(router: RestRouter): void {
  router.add('/query', { GET: queryOrExplain });
  router.add('/queryAll', { GET: (request) => query(request, true) });
  router.add('/query/:locator', { GET: queryMore });
  router.add('/queryAll/:locator', { GET: queryMore });
}
