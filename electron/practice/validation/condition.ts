import { ApiError } from '../api-error.ts';
import { formatDate } from '../dates.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { buildConditionTree } from '../soql/condition-tree.ts';
import { parseSoql } from '../soql/parse.ts';
import { compilePredicate, type Predicate } from '../soql/predicate.ts';
import { QueryScope } from '../soql/scope.ts';
import type { Store } from '../store/store.ts';

/**
 * Makes the test for a condition, written as a SOQL WHERE clause, over the records of an object. Dates such as `TODAY`
 * mean the day the test is asked on. Throws ApiError 400 when the condition is none the org understands.
 */
export function compileCondition(
  store: Store,
  now: () => Date,
  object: SchemaObject,
  condition: string,
): (row: Row) => boolean {
  const { text, query } = parseSoql(`SELECT Id FROM ${object.name} WHERE ${condition}`);
  if (!query.where || query.limit !== undefined || query.orderBy || query.groupBy) {
    throw new ApiError(400, 'MALFORMED_QUERY', 'A condition is a WHERE clause alone.');
  }
  const tree = buildConditionTree(query.where, text);
  const compile = (moment: Date): Predicate => {
    const scope = new QueryScope({ store, schema: store.schema, userId: null, now: moment }, object, text);
    return compilePredicate(scope, tree, () => {
      throw new ApiError(400, 'MALFORMED_QUERY', 'A condition cannot hold a subquery.');
    });
  };
  let day = formatDate(now());
  let holds = compile(now());
  return (row) => {
    const moment = now();
    if (formatDate(moment) !== day) {
      day = formatDate(moment);
      holds = compile(moment);
    }
    return holds(row);
  };
}
