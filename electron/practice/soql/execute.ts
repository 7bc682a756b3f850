import type { Query, FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import { ApiError, notInPracticeOrg } from '../api-error.ts';
import { parseId } from '../ids.ts';
import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { buildConditionTree, type ConditionTree } from './condition-tree.ts';
import { queryError } from './error-block.ts';
import { readText } from './literals.ts';
import { sortRows } from './order.ts';
import { type ParsedQuery, parseSoql } from './parse.ts';
import { compilePredicate } from './predicate.ts';
import { QueryScope } from './scope.ts';
import { compileSelection, type RecordRenderer } from './selection.ts';
import { locateName } from './tokens.ts';

/** What a query found: the number of `count()`, or records and how to show them. */
export type QueryAnswer =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'records'; readonly rows: readonly Row[]; readonly render: RecordRenderer };

const offsetLimit = 2000;

function findObject(schema: Schema, soql: string, name: string): SchemaObject {
  const object = schema.find(name);
  if (object) return object;
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw queryError('INVALID_TYPE', soql, locateName(soql, name), message);
}

function isPlainCount(items: readonly SelectItem[]): boolean {
  const [item] = items;
  return items.length === 1 && item?.type === 'FieldFunctionExpression' && /^count\(\s*\)$/i.test(item.rawValue ?? '');
}

function refuseUnsupported(query: Query): void {
  if (query.groupBy) throw notInPracticeOrg('GROUP BY');
  if (query.having) throw notInPracticeOrg('HAVING');
  if (query.usingScope && query.usingScope.toLowerCase() !== 'everything') throw notInPracticeOrg('USING SCOPE');
  if (query.withDataCategory) throw notInPracticeOrg('WITH DATA CATEGORY');
  if ((query.offset ?? 0) > offsetLimit) {
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${offsetLimit}`);
  }
}

/** The ids a record must have one of, when the whole WHERE clause or one of its AND parts says `Id = …` or `Id IN …`. */
function idsWanted(tree: ConditionTree): readonly string[] | null {
  if (tree.kind === 'and') {
    for (const part of tree.parts) {
      const ids = idsWanted(part);
      if (ids) return ids;
    }
    return null;
  }
  if (tree.kind !== 'comparison') return null;
  const { comparison } = tree;
  if (!('field' in comparison) || !('value' in comparison) || comparison.field.toLowerCase() !== 'id') return null;
  if (comparison.operator !== '=' && comparison.operator !== 'IN') return null;
  const raws: readonly string[] = Array.isArray(comparison.value) ? comparison.value : [comparison.value];
  return [...new Set(raws.map((raw) => parseId(readText(raw)) ?? ''))];
}

function* candidates(scope: QueryScope, tree: ConditionTree | null, withDeleted: boolean): Iterable<Row> {
  const table = scope.store.table(scope.object);
  const ids = tree ? idsWanted(tree) : null;
  if (ids) {
    for (const id of ids) {
      const row = table.find(id) ?? (withDeleted ? table.findDeleted(id) : undefined);
      if (row) yield row;
    }
    return;
  }
  yield* table.rows();
  if (withDeleted) yield* table.deletedRows();
}

function findRows(scope: QueryScope, query: Query, withDeleted: boolean): readonly Row[] {
  const tree = query.where ? buildConditionTree(query.where, scope.soql) : null;
  const predicate = tree
    ? compilePredicate(scope, tree, ({ valueQuery }) => subqueryValues(scope, valueQuery, withDeleted))
    : () => true;
  const enough = query.orderBy
    ? Number.POSITIVE_INFINITY
    : (query.limit ?? Number.POSITIVE_INFINITY) + (query.offset ?? 0);
  const rows: Row[] = [];
  for (const row of candidates(scope, tree, withDeleted)) {
    if (rows.length >= enough) break;
    if (predicate(row)) rows.push(row);
  }
  const offset = query.offset ?? 0;
  const end = query.limit === undefined ? undefined : offset + query.limit;
  return sortRows(scope, query.orderBy, rows).slice(offset, end);
}

function subqueryValues(outer: QueryScope, query: Query, withDeleted: boolean): ReadonlySet<Scalar> {
  const [item] = query.fields ?? [];
  const path = item?.type === 'Field' ? item.field : item?.type === 'FieldRelationship' ? (item.rawValue ?? '') : null;
  if (path === null || query.fields?.length !== 1) {
    throw new ApiError(400, 'MALFORMED_QUERY', 'A subquery in WHERE must select exactly one field.');
  }
  refuseUnsupported(query);
  const object = findObject(outer.schema, outer.soql, query.sObject ?? '');
  const scope = new QueryScope(outer.store, outer.schema, object, outer.soql, outer.now, query.sObjectAlias);
  const { field, read } = scope.resolve(path);
  if (field.type !== 'id' && field.type !== 'reference') {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `The selected field '${field.name}' in the subquery is not an id or reference field.`,
    );
  }
  return new Set(findRows(scope, query, withDeleted).map(read));
}

function run(store: Store, schema: Schema, { text, query }: ParsedQuery, now: Date, withDeleted: boolean): QueryAnswer {
  const object = findObject(schema, text, query.sObject ?? '');
  const scope = new QueryScope(store, schema, object, text, now, query.sObjectAlias);
  const items = query.fields ?? [];
  refuseUnsupported(query);
  if (isPlainCount(items)) return { kind: 'count', count: findRows(scope, query, withDeleted).length };
  const render = compileSelection(scope, items, query.limit);
  return { kind: 'records', rows: findRows(scope, query, withDeleted), render };
}

/**
 * Runs a query over a store as someone who sees only what `schema` holds. Throws ApiError with the service's code and
 * text for each query it refuses.
 */
export function executeSoql(store: Store, schema: Schema, soql: string, now: Date, withDeleted: boolean): QueryAnswer {
  return run(store, schema, parseSoql(soql), now, withDeleted);
}
