import type { FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import type { RenderedRecord } from '../rest/render.ts';
import type { ResultColumn } from './columns.ts';
import type { GroupScope } from './group-scope.ts';
import type { RecordRenderer } from './pages.ts';
import type { QueryValue } from './scope.ts';
import { pathOf } from './select-item.ts';

interface NamedValue {
  readonly value: QueryValue;
  /** The alias; null when the query gives none. */
  readonly alias: string | null;
  /** What is shown when there is no alias; null for a function, which is numbered. */
  readonly fieldName: string | null;
}

function readItem(scope: GroupScope, item: SelectItem): NamedValue {
  const alias = 'alias' in item ? (item.alias ?? null) : null;
  if (item.type === 'FieldFunctionExpression') {
    if (item.functionName.toUpperCase() === 'FIELDS') {
      throw scope.error('MALFORMED_QUERY', 'FIELDS', 'The SOQL FIELDS function is not supported with GROUP BY');
    }
    return { value: scope.resolveFunction(item), alias, fieldName: null };
  }
  const path = pathOf(item);
  if (path === null) {
    const what = item.type === 'FieldSubquery' ? 'SELECT' : 'TYPEOF';
    throw scope.error('MALFORMED_QUERY', what, 'Grouped query cannot use child relationships or TYPEOF in SELECT');
  }
  const value = scope.resolve(path);
  return { value, alias, fieldName: value.key.split('.').at(-1) ?? value.key };
}

/**
 * Makes the renderer and columns for the SELECT list of an aggregate query. Functions without an alias are called
 * `expr0`, `expr1` … Throws ApiError `MALFORMED_QUERY` for fields that are not grouped and for names used twice.
 */
export function compileGroupSelection(
  scope: GroupScope,
  items: readonly SelectItem[],
): { readonly render: RecordRenderer; readonly columns: readonly ResultColumn[] } {
  let unnamed = 0;
  const taken = new Set<string>();
  const aliases: (() => void)[] = [];
  const columns = items.map((item): ResultColumn => {
    const { value, alias, fieldName } = readItem(scope, item);
    const path = alias ?? fieldName ?? `expr${unnamed}`;
    if (alias === null && fieldName === null) unnamed += 1;
    if (taken.has(path.toLowerCase())) throw scope.error('MALFORMED_QUERY', path, `duplicate alias: ${path}`);
    taken.add(path.toLowerCase());
    if (alias !== null) aliases.push(() => scope.name(alias, value));
    return { path, field: value.field, read: value.read };
  });
  // Only now, so that no name in SELECT means an alias.
  for (const add of aliases) add();
  const render: RecordRenderer = (_request, row) => {
    const record: RenderedRecord = { attributes: { type: 'AggregateResult' } };
    for (const { path, read } of columns) record[path] = read(row);
    return record;
  };
  return { render, columns };
}
