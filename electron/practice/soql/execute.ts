import type { Query, FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import type { Row } from '../schema/object.ts';
import { compileChildren } from './children.ts';
import type { QueryAnswer, QueryFeatures, QueryRecords } from './columns.ts';
import { buildConditionTree } from './condition-tree.ts';
import { checkOffset, cut, findQueryable, findRows, matchingRows } from './find-rows.ts';
import { groupRows } from './group-rows.ts';
import { GroupScope } from './group-scope.ts';
import { compileGroupSelection } from './group-selection.ts';
import { compileOrder } from './order.ts';
import { type ParsedQuery, parseSoql } from './parse.ts';
import { compilePredicate } from './predicate.ts';
import { type Asker, QueryScope } from './scope.ts';
import { compileSelection, isAggregateItem } from './selection.ts';

/** How to run a query. */
export interface QueryOptions {
  /** Whether records in the recycle bin are found too, as queryAll does. */
  readonly withDeleted?: boolean;
  /** The only records in question, in place of all of the object; what a search found. */
  readonly source?: Iterable<Row>;
}

function isPlainCount(item: SelectItem): boolean {
  return item.type === 'FieldFunctionExpression' && /^count$/i.test(item.functionName) && item.parameters.length === 0;
}

/** The clauses that need a GROUP BY once a whole result is summed up. */
function refuseOnTotals(scope: QueryScope, query: Query): void {
  for (const [word, used] of [
    ['LIMIT', query.limit !== undefined],
    ['OFFSET', query.offset !== undefined],
    ['ORDER', query.orderBy !== undefined],
  ] as const) {
    if (!used) continue;
    const clause = word === 'ORDER' ? 'ORDER BY' : word;
    const message = `Non-grouped query that uses overall aggregate functions cannot also use ${clause}`;
    throw scope.error('MALFORMED_QUERY', word, message);
  }
}

function count(
  scope: QueryScope,
  query: Query,
  { withDeleted = false }: QueryOptions,
  features: QueryFeatures,
): QueryAnswer {
  if (query.fields?.length !== 1 || query.groupBy) {
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      'COUNT() must be the only element in the SELECT list and cannot be grouped',
    );
  }
  if (query.orderBy) throw scope.error('MALFORMED_QUERY', 'ORDER', 'COUNT() cannot be sorted');
  const offset = query.offset ?? 0;
  const enough = (query.limit ?? Number.POSITIVE_INFINITY) + offset;
  let found = 0;
  const rows = matchingRows(scope, query, withDeleted)[Symbol.iterator]();
  while (found < enough && !rows.next().done) found += 1;
  return { kind: 'count', object: scope.object, count: Math.max(0, found - offset), features };
}

function group(scope: QueryScope, parsed: ParsedQuery, options: QueryOptions, features: QueryFeatures): QueryRecords {
  const { query, having } = parsed;
  if (!query.groupBy) refuseOnTotals(scope, query);
  const groups = new GroupScope(scope, query.groupBy);
  const holds = having
    ? compilePredicate(groups, buildConditionTree(having, scope.soql), () => {
        throw new ApiError(400, 'MALFORMED_QUERY', 'HAVING cannot hold a subquery.');
      })
    : () => true;
  const { render, columns } = compileGroupSelection(groups, query.fields ?? []);
  const sort = compileOrder(groups, query.orderBy);
  const all = groupRows(groups, matchingRows(scope, query, options.withDeleted ?? false, options.source));
  return {
    kind: 'records',
    object: scope.object,
    rows: cut(query, sort(all.filter(holds))),
    render,
    columns,
    features,
  };
}

function list(scope: QueryScope, query: Query, options: QueryOptions, features: QueryFeatures): QueryRecords {
  const withDeleted = options.withDeleted ?? false;
  const { render, columns } = compileSelection(scope, query.fields ?? [], query.limit, (subquery) =>
    compileChildren(scope, subquery, withDeleted),
  );
  const rows = findRows(scope, query, withDeleted, options.source);
  return { kind: 'records', object: scope.object, rows, render, columns, features };
}

function run(asker: Asker, parsed: ParsedQuery, options: QueryOptions): QueryAnswer {
  const { text, query, aliases } = parsed;
  const object = findQueryable(asker, text, query.sObject ?? '');
  const scope = new QueryScope(asker, object, text, aliases);
  const items = query.fields ?? [];
  if (query.withDataCategory) {
    throw scope.error('MALFORMED_QUERY', 'CATEGORY', `WITH DATA CATEGORY is for articles, which ${object.name} is not`);
  }
  checkOffset(query);
  const aggregate = query.groupBy !== undefined || items.some(isAggregateItem);
  const features: QueryFeatures = {
    aggregate,
    childSubqueries: items.some((item) => item.type === 'FieldSubquery'),
    typeOf: items.some((item) => item.type === 'FieldTypeof'),
    offset: query.offset !== undefined,
  };
  if (items.some(isPlainCount)) return count(scope, query, options, features);
  return aggregate ? group(scope, parsed, options, features) : list(scope, query, options, features);
}

/**
 * Runs a query over a store as someone who sees only what `asker.schema` holds. Throws ApiError with the service's
 * code and text for each query it refuses.
 */
export function executeSoql(asker: Asker, soql: string, options: QueryOptions = {}): QueryAnswer {
  return run(asker, parseSoql(soql), options);
}
