import { ApiError } from '../api-error.ts';
import type { RenderedRecord } from '../rest/render.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { QueryRecords } from '../soql/columns.ts';
import { executeSoql } from '../soql/execute.ts';
import type { PageRequest } from '../soql/pages.ts';
import type { Asker } from '../soql/scope.ts';
import { compileSearch } from './match.ts';
import { type ParsedSearch, parseSosl, type ReturningClause } from './parse.ts';
import { parseSearchText, type SearchTerm } from './search-text.ts';

/** Most records a search finds. Source: SOSL limits. */
const recordLimit = 2_000;

/** A longer search text finds nothing. Source: SOSL limits. */
const textLimit = 10_000;

/** What a search found of one object. */
export interface SearchResult {
  readonly answer: QueryRecords;
  readonly rows: readonly Row[];
}

function* searchRows(asker: Asker, object: SchemaObject, search: ParsedSearch, term: SearchTerm): Iterable<Row> {
  const matches = compileSearch(object, search.group, term);
  for (const row of asker.store.table(object).rows()) if (matches(row)) yield row;
}

function findSearchable(asker: Asker, name: string): SchemaObject {
  const object = asker.schema.find(name);
  if (object?.searchable && object.queryable) return object;
  const message = object
    ? `entity type ${object.name} does not support search`
    : `sObject type '${name}' is not supported.`;
  throw new ApiError(400, 'INVALID_TYPE', message);
}

/** Refusals of the query a RETURNING clause stands for, as refusals of the search. */
function asSearchError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const entries = error.entries.map((entry) =>
    entry.errorCode === 'MALFORMED_QUERY' ? { ...entry, errorCode: 'MALFORMED_SEARCH' } : entry,
  );
  return ApiError.of(error.status, entries);
}

function searchObject(asker: Asker, search: ParsedSearch, term: SearchTerm, clause: ReturningClause): QueryRecords {
  const object = findSearchable(asker, clause.object);
  const source = search.find.length > textLimit ? [] : searchRows(asker, object, search, term);
  try {
    const answer = executeSoql(asker, `SELECT ${clause.fields ?? 'Id'} FROM ${object.name} ${clause.clauses}`, {
      source,
    });
    const { aggregate, childSubqueries } = answer.features;
    if (answer.kind === 'records' && answer.object === object && !aggregate && !childSubqueries) return answer;
  } catch (error) {
    throw asSearchError(error);
  }
  throw new ApiError(
    400,
    'MALFORMED_SEARCH',
    `RETURNING ${object.name} takes fields alone, no lists of children and no totals.`,
  );
}

/** Shares a limit among objects: each gets one in turn until the limit is reached or nothing is left. */
function shareLimit(counts: readonly number[], limit: number): readonly number[] {
  const shares = counts.map(() => 0);
  let left = Math.min(
    limit,
    counts.reduce((sum, count) => sum + count, 0),
  );
  while (left > 0) {
    const open = counts.flatMap((count, index) => ((shares[index] ?? 0) < count ? [index] : []));
    const each = Math.max(1, Math.floor(left / open.length));
    for (const index of open) {
      const more = Math.min(each, (counts[index] ?? 0) - (shares[index] ?? 0), left);
      shares[index] = (shares[index] ?? 0) + more;
      left -= more;
    }
  }
  return shares;
}

/**
 * Runs a search as someone who sees only what `asker.schema` holds, and returns what it found, object by object in the
 * order of RETURNING. Throws ApiError `MALFORMED_SEARCH`, `INVALID_SEARCH`, `INVALID_TYPE` and `INVALID_FIELD`.
 */
export function runSearch(asker: Asker, search: ParsedSearch): readonly SearchResult[] {
  if (search.limit !== null && search.limit > recordLimit) {
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOSL limit allowed is ${recordLimit}`);
  }
  const term = parseSearchText(search.find);
  const clauses =
    search.returning ??
    asker.schema.objects
      .filter((object) => object.searchable && object.queryable)
      .map((object): ReturningClause => ({ object: object.name, fields: null, clauses: '' }));
  const answers = clauses.map((clause) => searchObject(asker, search, term, clause));
  const shares = shareLimit(
    answers.map((answer) => answer.rows.length),
    search.limit ?? recordLimit,
  );
  return answers.map((answer, index) => ({ answer, rows: answer.rows.slice(0, shares[index]) }));
}

/** Runs a SOSL statement; see `runSearch`. */
export function executeSosl(asker: Asker, sosl: string): readonly SearchResult[] {
  return runSearch(asker, parseSosl(sosl));
}

/** The records of a search as REST and SOAP nest them. */
export function renderSearch(request: PageRequest, results: readonly SearchResult[]): RenderedRecord[] {
  return results.flatMap(({ answer, rows }) => rows.map((row) => answer.render(request, row)));
}
