import type { OrderByClause, Query, QueryBase, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { buildConditionTree, type ConditionTree } from './condition-tree.ts';
import { queryError } from './error-block.ts';
import { candidates } from './index-use.ts';
import { compileOrder } from './order.ts';
import { compilePredicate, type Predicate } from './predicate.ts';
import { type Asker, QueryScope } from './scope.ts';
import { pathOf } from './select-item.ts';
import { locateName } from './tokens.ts';

/** Largest OFFSET. Source: SOQL, "OFFSET". */
const offsetLimit = 2000;

/** The object of that name as the asker may query it. Throws ApiError `INVALID_TYPE`, for hidden objects too. */
export function findQueryable(asker: Asker, soql: string, name: string): SchemaObject {
  const object = asker.schema.find(name);
  if (object?.queryable) return object;
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw queryError('INVALID_TYPE', soql, locateName(soql, name), message);
}

/** A condition ready to be asked of each record. */
export interface CompiledFilter {
  readonly tree: ConditionTree | null;
  readonly holds: Predicate;
}

/** Makes the test of a WHERE clause; subqueries in it are run once, now. */
export function compileFilter(scope: QueryScope, where: WhereClause | undefined, withDeleted: boolean): CompiledFilter {
  if (!where) return { tree: null, holds: () => true };
  const tree = buildConditionTree(where, scope.soql);
  const holds = compilePredicate(scope, tree, ({ valueQuery }) => subqueryValues(scope, valueQuery, withDeleted));
  return { tree, holds };
}

/** The test of USING SCOPE. Throws ApiError `INVALID_QUERY_SCOPE` for a scope the object does not have. */
export function compileQueryScope(scope: QueryScope, usingScope: string | undefined): Predicate | null {
  const name = usingScope?.toLowerCase() ?? 'everything';
  if (name === 'everything') return null;
  if (name !== 'mine' || !scope.object.fieldByName.has('ownerid')) {
    throw scope.error(
      'INVALID_QUERY_SCOPE',
      usingScope ?? '',
      `Invalid scope '${usingScope}' for ${scope.object.name}`,
    );
  }
  const { userId } = scope.asker;
  return (row) => row.OwnerId === userId;
}

/** Cuts a result to OFFSET and LIMIT. */
export function cut<Item>(query: Pick<QueryBase, 'limit' | 'offset'>, items: readonly Item[]): readonly Item[] {
  const offset = query.offset ?? 0;
  if (offset === 0 && (query.limit === undefined || query.limit >= items.length)) return items;
  return items.slice(offset, query.limit === undefined ? undefined : offset + query.limit);
}

/** Throws ApiError `NUMBER_OUTSIDE_VALID_RANGE` for an OFFSET beyond 2,000. */
export function checkOffset(query: Pick<QueryBase, 'offset'>): void {
  if ((query.offset ?? 0) <= offsetLimit) return;
  throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${offsetLimit}`);
}

/** The records that pass WHERE and USING SCOPE, one after the other, as they are found. */
export function* matchingRows(
  scope: QueryScope,
  query: Pick<QueryBase, 'where' | 'usingScope'>,
  withDeleted: boolean,
  source: Iterable<Row> | null = null,
): Iterable<Row> {
  const { tree, holds } = compileFilter(scope, query.where, withDeleted);
  const inScope = compileQueryScope(scope, query.usingScope);
  for (const row of source ?? candidates(scope, tree, withDeleted)) {
    if (holds(row) && (!inScope || inScope(row))) yield row;
  }
}

/** The records of a result, sorted and cut. `source` replaces the object's records where only some are in question. */
export function findRows(
  scope: QueryScope,
  query: QueryBase,
  withDeleted: boolean,
  source: Iterable<Row> | null = null,
): readonly Row[] {
  const sort = compileOrder(scope, query.orderBy as OrderByClause | readonly OrderByClause[] | undefined);
  const isSorted = query.orderBy !== undefined;
  const enough = isSorted ? Number.POSITIVE_INFINITY : (query.limit ?? Number.POSITIVE_INFINITY) + (query.offset ?? 0);
  const rows: Row[] = [];
  for (const row of matchingRows(scope, query, withDeleted, source)) {
    if (rows.length >= enough) break;
    rows.push(row);
  }
  return cut(query, sort(rows));
}

function subqueryValues(outer: QueryScope, query: Query, withDeleted: boolean): ReadonlySet<Scalar> {
  const { asker, soql } = outer;
  const [item] = query.fields ?? [];
  const path = item ? pathOf(item) : null;
  if (path === null || query.fields?.length !== 1 || query.groupBy) {
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      'A subquery in WHERE must select exactly one field and cannot be grouped.',
    );
  }
  checkOffset(query);
  const object = findQueryable(asker, soql, query.sObject ?? '');
  const aliases = new Map(query.sObjectAlias ? [[query.sObjectAlias.toLowerCase(), '']] : []);
  const scope = new QueryScope(asker, object, soql, aliases);
  const { field, read } = scope.resolve(path);
  if (field.type !== 'id' && field.type !== 'reference') {
    const message = `The selected field '${field.name}' in the subquery is not an id or reference field.`;
    throw scope.error('INVALID_FIELD', path, message);
  }
  const values = new Set<Scalar>();
  for (const row of findRows(scope, query, withDeleted)) values.add(read(row));
  return values;
}
