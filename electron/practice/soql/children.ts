import type { Subquery } from '@jetstreamapp/soql-parser-js';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { checkOffset, compileFilter, cut } from './find-rows.ts';
import { compileOrder } from './order.ts';
import { firstPageOf } from './pages.ts';
import { QueryScope } from './scope.ts';
import { type ChildList, compileSelection, isAggregateItem } from './selection.ts';

/** Deepest nesting of lists of children. Source: SOQL, "Parent-to-child relationships", from API version 58.0. */
const levelLimit = 4;

interface ChildRelationship {
  readonly child: SchemaObject;
  readonly lookup: FieldDefinition;
  readonly name: string;
}

function findRelationship(scope: QueryScope, name: string): ChildRelationship {
  const wanted = name.toLowerCase();
  for (const child of scope.asker.schema.objects) {
    if (!child.queryable) continue;
    for (const lookup of child.fields) {
      const { reference } = lookup;
      const known = reference?.childRelationshipName;
      if (known?.toLowerCase() === wanted && reference?.to.includes(scope.object.name))
        return { child, lookup, name: known };
    }
  }
  const message = `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw scope.error('INVALID_TYPE', name, message);
}

/** Finds the children of one record after the other: by the index of the lookup, deleted ones by one pass over the bin. */
function childrenFinder(
  { asker }: QueryScope,
  { child, lookup }: ChildRelationship,
  withDeleted: boolean,
): (parentId: string) => readonly Row[] {
  const table = asker.store.table(child);
  let deleted: Map<string, Row[]> | null = null;
  const deletedOf = (parentId: string): readonly Row[] => {
    if (!deleted) {
      deleted = new Map();
      for (const row of table.deletedRows()) {
        const parent = String(row[lookup.name]);
        const known = deleted.get(parent);
        if (known) known.push(row);
        else deleted.set(parent, [row]);
      }
    }
    return deleted.get(parentId) ?? [];
  };
  return (parentId) => {
    const ids = [...table.findBy(lookup.name, parentId)].sort();
    const rows = ids.map((id) => table.find(id)).filter((row) => row !== undefined);
    return withDeleted ? [...rows, ...deletedOf(parentId)] : rows;
  };
}

function refuse(scope: QueryScope, subquery: Subquery, level: number): void {
  if (level > levelLimit) {
    throw scope.error('MALFORMED_QUERY', subquery.relationshipName, 'lists of children are nested too deep');
  }
  if (subquery.groupBy || subquery.fields?.some(isAggregateItem)) {
    throw scope.error(
      'MALFORMED_QUERY',
      subquery.relationshipName,
      'Aggregate expressions are not allowed in a subquery in SELECT',
    );
  }
}

/**
 * Makes the list of children of `(SELECT … FROM Contacts …)`: found by the lookup, filtered, sorted and cut for each
 * parent on its own. Its pages are read on like any result. Throws ApiError `INVALID_TYPE` for an unknown list.
 */
export function compileChildren(parent: QueryScope, subquery: Subquery, withDeleted: boolean, level = 1): ChildList {
  refuse(parent, subquery, level);
  checkOffset(subquery);
  const relationship = findRelationship(parent, subquery.relationshipName);
  const aliases = new Map([[subquery.relationshipName.toLowerCase(), '']]);
  if (subquery.sObjectAlias) aliases.set(subquery.sObjectAlias.toLowerCase(), '');
  const scope = new QueryScope(parent.asker, relationship.child, parent.soql, aliases);
  const { holds } = compileFilter(scope, subquery.where, withDeleted);
  const sort = compileOrder(scope, subquery.orderBy);
  const { render } = compileSelection(scope, subquery.fields ?? [], subquery.limit, (inner) =>
    compileChildren(scope, inner, withDeleted, level + 1),
  );
  const findChildren = childrenFinder(scope, relationship, withDeleted);
  return {
    name: relationship.name,
    render: (request, row) => {
      const rows = cut(subquery, sort(findChildren(String(row.Id)).filter(holds)));
      if (rows.length === 0) return null;
      const { totalSize, locator, records } = firstPageOf(request, rows, render);
      const next = locator === null ? {} : { nextRecordsUrl: `${request.base}/query/${locator}` };
      return { totalSize, done: locator === null, ...next, records };
    },
  };
}
