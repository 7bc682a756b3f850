import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { isSortable } from '../schema/field-abilities.ts';
import type { Row } from '../schema/object.ts';
import { comparable } from './operand.ts';
import type { ValueScope } from './scope.ts';

interface SortKey {
  readonly read: (row: Row) => Scalar;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** The value a field sorts by: picklists by the order of their values, text without regard to case. */
function sortValue(field: FieldDefinition, ranks: ReadonlyMap<string, number> | null, value: Scalar): Scalar {
  if (ranks && typeof value === 'string') return ranks.get(value) ?? ranks.size;
  return comparable(field, value);
}

function compileKey(scope: ValueScope, clause: OrderByClause): SortKey {
  const isField = 'field' in clause;
  const { field, read } = isField ? scope.resolve(clause.field) : scope.resolveFunction(clause.fn);
  if (!isSortable(field) || field.type === 'multipicklist') {
    const place = isField ? clause.field : (clause.fn.functionName ?? '');
    throw scope.error('MALFORMED_QUERY', place, `field '${field.name}' can not be sorted in a query call`);
  }
  const ranks = field.picklist ? new Map(field.picklist.values.map((value, index) => [value, index])) : null;
  return {
    read: (row) => sortValue(field, ranks, read(row)),
    descending: clause.order === 'DESC',
    nullsLast: clause.nulls === 'LAST',
  };
}

function compareScalars(left: Scalar, right: Scalar, key: SortKey): number {
  if (left === right) return 0;
  if (left === null) return key.nullsLast ? 1 : -1;
  if (right === null) return key.nullsLast ? -1 : 1;
  const order = left < right ? -1 : 1;
  return key.descending ? -order : order;
}

/** Sorts rows; returns them as they are when there is nothing to sort by. */
export type RowSorter = (rows: readonly Row[]) => readonly Row[];

/**
 * Makes the sorter of an ORDER BY clause. Nulls come first in both directions unless the clause says otherwise; rows
 * that compare equal keep their order. Throws ApiError for what cannot be sorted by.
 */
export function compileOrder(
  scope: ValueScope,
  clauses: OrderByClause | readonly OrderByClause[] | undefined,
): RowSorter {
  if (clauses === undefined) return (rows) => rows;
  const list: readonly OrderByClause[] = Array.isArray(clauses) ? clauses : [clauses as OrderByClause];
  const keys = list.map((clause) => compileKey(scope, clause));
  return (rows) => {
    const decorated = rows.map((row) => ({ row, values: keys.map((key) => key.read(row)) }));
    decorated.sort((left, right) => {
      for (const [index, key] of keys.entries()) {
        const order = compareScalars(left.values[index] ?? null, right.values[index] ?? null, key);
        if (order !== 0) return order;
      }
      return 0;
    });
    return decorated.map((entry) => entry.row);
  };
}
