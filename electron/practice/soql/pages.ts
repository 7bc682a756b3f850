import { ApiError } from '../api-error.ts';
import type { RenderedRecord } from '../rest/render.ts';
import type { Row } from '../schema/object.ts';
import type { QueryRecords } from './columns.ts';
import type { QueryCursors } from './cursors.ts';

/** For whom pages are made, and how large they are. */
export interface PageRequest {
  /** The path of the version, such as `/services/data/v64.0`; the addresses in records begin with it. */
  readonly base: string;
  /** Most records on a page. */
  readonly batchSize: number;
  readonly cursors: QueryCursors;
  readonly userId: string;
  readonly now: Date;
}

/** Shows a row as a record; lists of children within it are paged like the result itself. */
export type RecordRenderer = (request: PageRequest, row: Row) => RenderedRecord;

/** One page of a result. */
export interface ResultPage {
  /** The number of records on all pages. */
  readonly totalSize: number;
  /** What the next page is asked for with; null on the last. */
  readonly locator: string | null;
  readonly records: readonly RenderedRecord[];
}

/** Most groups an aggregate query may find: it has no further pages. Source: SOQL, "GROUP BY". */
const groupLimit = 2000;

/** The query options of every call: the bounds of batchSize. Source: SOAP QueryOptions and the REST header. */
export const batchSizeBounds = { smallest: 200, largest: 2000 } as const;

/** The page size for a caller who asked for one, or did not; what the org allows at most always holds. */
export function chooseBatchSize(asked: number | null, orgLimit: number): number {
  const { smallest, largest } = batchSizeBounds;
  return Math.min(asked === null ? largest : Math.min(Math.max(asked, smallest), largest), orgLimit);
}

function makePage(
  request: PageRequest,
  rows: readonly Row[],
  render: RecordRenderer,
  offset: number,
  locatorAt: (offset: number) => string,
): ResultPage {
  const end = offset + request.batchSize;
  const locator = end < rows.length ? locatorAt(end) : null;
  return { totalSize: rows.length, locator, records: rows.slice(offset, end).map((row) => render(request, row)) };
}

/** The first page of some rows; a cursor is kept when there are more. */
export function firstPageOf(request: PageRequest, rows: readonly Row[], render: RecordRenderer): ResultPage {
  const { cursors, batchSize, userId, now } = request;
  return makePage(
    request,
    rows,
    render,
    0,
    (offset) => `${cursors.open({ rows, render, batchSize, userId }, now)}-${offset}`,
  );
}

/** The first page of what a query found. Throws ApiError `EXCEEDED_ID_LIMIT` for more than 2,000 groups. */
export function firstPage(request: PageRequest, { rows, render, features }: QueryRecords): ResultPage {
  if (!features.aggregate) return firstPageOf(request, rows, render);
  if (rows.length > groupLimit) {
    const message = 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
  }
  return firstPageOf({ ...request, batchSize: groupLimit }, rows, render);
}

/**
 * The page a locator stands for. Throws ApiError 400 `INVALID_QUERY_LOCATOR` when it is malformed, unknown, another
 * user's, not used for 15 minutes, or points past the end.
 */
export function nextPage(request: Omit<PageRequest, 'batchSize'>, locator: string): ResultPage {
  const found = request.cursors.find(locator, request.userId, request.now);
  if (!found) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  const { id, offset, cursor } = found;
  const { rows, render, batchSize } = cursor;
  return makePage({ ...request, batchSize }, rows, render, offset, (next) => `${id}-${next}`);
}
