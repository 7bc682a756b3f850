import { ApiError } from '../api-error.ts';
import { parseId } from '../ids.ts';
import { buildConditionTree, type ConditionTree } from './condition-tree.ts';
import { executeSoql } from './execute.ts';
import { findQueryable, matchingRows } from './find-rows.ts';
import { findIndexes, isIndexed, necessaryComparisons } from './index-use.ts';
import { parseSoql } from './parse.ts';
import { type Asker, QueryScope } from './scope.ts';

/** Why a filter narrows nothing down. */
export interface PlanNote {
  readonly description: string;
  readonly fields: readonly string[];
  readonly tableEnumOrId: string;
}

/** One way to run a query. */
export interface QueryPlan {
  /** The number of records the leading operation yields. */
  readonly cardinality: number;
  /** The fields whose index is used; none for a table scan. */
  readonly fields: readonly string[];
  readonly leadingOperationType: 'Index' | 'TableScan';
  readonly notes: readonly PlanNote[];
  /** Above 1, the filter is not selective. */
  readonly relativeCost: number;
  /** The number of records of the object. */
  readonly sobjectCardinality: number;
  readonly sobjectType: string;
}

/**
 * How many records an index may yield and still be selective: 30 % of the first million and 15 % of the rest, at most
 * a million; for custom indexes 10 %, 5 % and 333,333. Source: Query & Search Optimization Cheat Sheet.
 */
function selectivityThreshold(total: number, custom: boolean): number {
  const [first, rest, most] = custom ? [0.1, 0.05, 333_333] : [0.3, 0.15, 1_000_000];
  const million = 1_000_000;
  return Math.min(Math.min(total, million) * first + Math.max(0, total - million) * rest, most);
}

function rounded(cost: number): number {
  return Math.round(cost * 1000) / 1000;
}

/** The fields of necessary conditions that no index serves, each once. */
function unindexedFields(scope: QueryScope, tree: ConditionTree | null): readonly string[] {
  const names = necessaryComparisons(tree).flatMap((part) => {
    if (part.kind !== 'comparison' || !('field' in part.comparison)) return [];
    const { key, field } = scope.resolve(part.comparison.field);
    return isIndexed(field) ? [] : [key];
  });
  const implied = scope.object.fieldByName.has('isdeleted') ? ['IsDeleted'] : [];
  return [...new Set([...names, ...implied])];
}

/**
 * The ways to run a query, the cheapest first, with numbers counted from the org's own records; the query must be one
 * that runs. Throws ApiError as running it does, and `INVALID_ID` for the id of a report or list view, of which the
 * org has none.
 */
export function explainSoql(asker: Asker, soql: string): readonly QueryPlan[] {
  if (parseId(soql.trim()) !== null) {
    throw new ApiError(400, 'INVALID_ID', `invalid report or list view id: ${soql.trim()}`);
  }
  executeSoql(asker, soql);
  const { text, query, aliases } = parseSoql(soql);
  const object = findQueryable(asker, text, query.sObject ?? '');
  const scope = new QueryScope(asker, object, text, aliases);
  const tree = query.where ? buildConditionTree(query.where, text) : null;
  const total = asker.store.table(object).size;
  const about = { sobjectCardinality: total, sobjectType: object.name };
  const indexed = findIndexes(scope, tree).map(({ field, ids }): QueryPlan => {
    const threshold = selectivityThreshold(total, field.custom);
    const relativeCost = rounded(threshold === 0 ? 0 : ids.length / threshold);
    return {
      ...about,
      cardinality: ids.length,
      fields: [field.name],
      leadingOperationType: 'Index',
      notes: [],
      relativeCost,
    };
  });
  let cardinality = 0;
  for (const _ of matchingRows(scope, query, false)) cardinality += 1;
  const scan: QueryPlan = {
    ...about,
    cardinality,
    fields: [],
    leadingOperationType: 'TableScan',
    notes: unindexedFields(scope, tree).map((field) => ({
      description: 'Not considering filter for optimization because unindexed',
      fields: [field],
      tableEnumOrId: object.name,
    })),
    // A scan reads every record: dearer than the threshold by the part of the records it keeps.
    relativeCost: rounded(1 + (total === 0 ? 0 : cardinality / total)),
  };
  return [...indexed, scan].sort((left, right) => left.relativeCost - right.relativeCost);
}
