import { parseId } from '../ids.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import type { Table } from '../store/table.ts';
import type { ConditionTree } from './condition-tree.ts';
import { readText } from './literals.ts';
import type { QueryScope } from './scope.ts';

/** An index that narrows a query down: only records with these ids can be in the result. */
export interface IndexUse {
  readonly field: FieldDefinition;
  readonly ids: readonly string[];
}

/** Whether the org finds records by the field without reading them all: ids, lookups, names, external and unique values. */
export function isIndexed(field: FieldDefinition): boolean {
  const { type } = field;
  return type === 'id' || type === 'reference' || field.nameField || field.externalId || field.unique || field.idLookup;
}

function idsBy(table: Table, field: FieldDefinition, raw: string): readonly string[] {
  const text = readText(raw);
  if (field.type !== 'id' && field.type !== 'reference') return table.findBy(field.name, text);
  const id = parseId(text) ?? '';
  if (field.type === 'reference') return table.findBy(field.name, id);
  return table.find(id) ? [id] : [];
}

/** All comparisons that must hold: those joined by AND at the top. */
export function necessaryComparisons(tree: ConditionTree | null): readonly ConditionTree[] {
  if (!tree) return [];
  return tree.kind === 'and' ? tree.parts.flatMap(necessaryComparisons) : [tree];
}

function useOf(scope: QueryScope, tree: ConditionTree): IndexUse | null {
  if (tree.kind !== 'comparison') return null;
  const { comparison } = tree;
  if (!('field' in comparison) || !('value' in comparison)) return null;
  if (comparison.operator !== '=' && comparison.operator !== 'IN') return null;
  const { field, parents } = scope.resolve(comparison.field);
  if (parents.length > 0 || !isIndexed(field)) return null;
  const raws: readonly string[] = Array.isArray(comparison.value) ? comparison.value : [comparison.value];
  // The index holds no empty values, and quoted text alone is what it holds.
  if (!raws.every((raw) => raw.startsWith("'") && raw.length > 2)) return null;
  const table = scope.asker.store.table(scope.object);
  return { field, ids: [...new Set(raws.flatMap((raw) => idsBy(table, field, raw)))] };
}

/** The indexes that fit a condition, the one that leaves the fewest records first. */
export function findIndexes(scope: QueryScope, tree: ConditionTree | null): readonly IndexUse[] {
  const uses = necessaryComparisons(tree).flatMap((part) => useOf(scope, part) ?? []);
  return uses.sort((left, right) => left.ids.length - right.ids.length);
}

/** The records a query has to look at, in the order they were created, deleted ones last. */
export function* candidates(scope: QueryScope, tree: ConditionTree | null, withDeleted: boolean): Iterable<Row> {
  const table = scope.asker.store.table(scope.object);
  const [index] = findIndexes(scope, tree);
  if (index) {
    for (const id of [...index.ids].sort()) {
      const row = table.find(id);
      if (row) yield row;
    }
  } else yield* table.rows();
  // The recycle bin has no index.
  if (withDeleted) yield* table.deletedRows();
}
