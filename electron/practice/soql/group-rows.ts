import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import { type Accumulator, makeAccumulator } from './accumulators.ts';
import { type GroupScope, groupingKey } from './group-scope.ts';
import { comparable } from './operand.ts';
import type { QueryValue } from './scope.ts';

interface Group {
  readonly values: ReadonlyMap<string, Scalar>;
  readonly accumulators: readonly Accumulator[];
}

function identify(level: readonly QueryValue[], row: Row): string {
  return JSON.stringify(level.map(({ field, read }) => comparable(field, read(row))));
}

/**
 * Sorts records into groups, in one pass, and makes one row of each group: the values grouped by and the results of
 * the aggregates noted in the scope, under their keys. Text that differs in case alone is one group. Without GROUP BY
 * there is one group, of no records if need be.
 */
export function groupRows(scope: GroupScope, rows: Iterable<Row>): Row[] {
  const { aggregates, levels, grouped } = scope;
  const groups = levels.map(() => new Map<string, Group>());
  const open = (level: readonly QueryValue[], row: Row | null): Group => ({
    values: new Map(level.map((value) => [value.key, row && value.read(row)])),
    accumulators: aggregates.map(({ name, of }) => makeAccumulator(name, of.field)),
  });
  for (const row of rows) {
    const values = aggregates.map(({ of }) => of.read(row));
    for (const [index, level] of levels.entries()) {
      const known = groups[index];
      const id = level.length === 0 ? '' : identify(level, row);
      let group = known?.get(id);
      if (!group) {
        group = open(level, row);
        known?.set(id, group);
      }
      for (const [slot, accumulator] of group.accumulators.entries()) accumulator.add(values[slot] ?? null);
    }
  }
  const whole = groups.at(-1);
  if (grouped.length === 0 && whole?.size === 0) whole.set('', open([], null));
  return groups.flatMap((known) => Array.from(known.values(), (group) => toRow(scope, group)));
}

function toRow({ aggregates, grouped, levels }: GroupScope, group: Group): Row {
  const row: Record<string, Scalar> = {};
  for (const value of grouped) {
    row[value.key] = group.values.get(value.key) ?? null;
    if (levels.length > 1) row[groupingKey(value)] = group.values.has(value.key) ? 0 : 1;
  }
  for (const [slot, { key }] of aggregates.entries()) row[key] = group.accumulators[slot]?.result ?? null;
  return row;
}
