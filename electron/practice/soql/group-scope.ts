import type { GroupByClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import { number } from '../schema/field.ts';
import { isGroupable } from '../schema/field-abilities.ts';
import type { Row } from '../schema/object.ts';
import { type AggregateName, readAggregateName, takesType } from './accumulators.ts';
import { isDateFunction, isRowFunction, wrapValue } from './functions.ts';
import type { FunctionCall, QueryScope, QueryValue, ValueScope } from './scope.ts';

/** An aggregate function of the query; its result stands in a group's row under `key`. */
export interface Aggregate {
  readonly key: string;
  readonly name: AggregateName;
  readonly of: QueryValue;
}

type GroupingKind = 'plain' | 'ROLLUP' | 'CUBE';

const groupingLimit = { ROLLUP: 3, CUBE: 3 } as const;

function listOf<Item>(items: Item | readonly Item[] | undefined): readonly Item[] {
  if (items === undefined) return [];
  return Array.isArray(items) ? items : [items as Item];
}

/** Every choice of some of the values, all of them first and none last. */
function subsets(values: readonly QueryValue[]): QueryValue[][] {
  const [first, ...rest] = values;
  if (!first) return [[]];
  const without = subsets(rest);
  return [...without.map((subset) => [first, ...subset]), ...without];
}

/**
 * What names mean once records are grouped: the values grouped by, and aggregate functions. A group is a row that
 * holds both under their keys. Aggregates are noted as they are asked for.
 */
export class GroupScope implements ValueScope {
  readonly records: QueryScope;
  readonly grouped: readonly QueryValue[];
  /** The values that tell groups apart, once for each level of ROLLUP or CUBE. */
  readonly levels: readonly (readonly QueryValue[])[];
  readonly #aggregates = new Map<string, Aggregate>();
  readonly #byAlias = new Map<string, QueryValue>();
  readonly #kind: GroupingKind;

  constructor(records: QueryScope, groupBy: GroupByClause | readonly GroupByClause[] | undefined) {
    this.records = records;
    const clauses = listOf<GroupByClause>(groupBy as GroupByClause | readonly GroupByClause[] | undefined);
    const [first] = clauses;
    const name = first && 'fn' in first ? first.fn.functionName?.toUpperCase() : undefined;
    this.#kind = name === 'ROLLUP' || name === 'CUBE' ? name : 'plain';
    this.grouped =
      this.#kind === 'plain' || !first || !('fn' in first)
        ? clauses.map((clause) => this.#groupValue('fn' in clause ? clause.fn : clause.field))
        : this.#levelValues(first.fn, clauses.length, this.#kind);
    this.levels = this.#makeLevels();
  }

  get now(): Date {
    return this.records.now;
  }

  get aggregates(): readonly Aggregate[] {
    return [...this.#aggregates.values()];
  }

  error(errorCode: string, name: string, message: string): Error {
    return this.records.error(errorCode, name, message);
  }

  #groupValue(item: string | FunctionCall): QueryValue {
    if (typeof item !== 'string' && !isDateFunction(item.functionName ?? '')) {
      const name = item.functionName ?? '';
      throw this.error('MALFORMED_QUERY', name, `the function ${name.toUpperCase()} cannot be used in GROUP BY`);
    }
    const value = typeof item === 'string' ? this.records.resolve(item) : this.records.resolveFunction(item);
    if (typeof item === 'string' && (!isGroupable(value.field) || value.field.type === 'multipicklist')) {
      const message = `field '${value.field.name}' can not be grouped in a query call`;
      throw this.error('MALFORMED_QUERY', item, message);
    }
    return value;
  }

  #levelValues(call: FunctionCall, clauseCount: number, kind: 'ROLLUP' | 'CUBE'): readonly QueryValue[] {
    const parameters = call.parameters ?? [];
    if (clauseCount > 1 || parameters.length > groupingLimit[kind]) {
      const message = `GROUP BY ${kind} stands alone and takes at most ${groupingLimit[kind]} fields`;
      throw this.error('MALFORMED_QUERY', kind, message);
    }
    return parameters.map((parameter) => this.#groupValue(parameter));
  }

  #makeLevels(): readonly (readonly QueryValue[])[] {
    if (this.#kind === 'CUBE') return subsets(this.grouped);
    if (this.#kind === 'plain') return [this.grouped];
    return [...this.grouped.map((_, index) => this.grouped.slice(0, this.grouped.length - index)), []];
  }

  /** Lets a value be named by its alias in ORDER BY. */
  name(alias: string, value: QueryValue): void {
    this.#byAlias.set(alias.toLowerCase(), value);
  }

  /** A value that groups are told apart by. Throws ApiError `MALFORMED_QUERY` when the query does not group by it. */
  resolve(path: string): QueryValue {
    const named = this.#byAlias.get(path.toLowerCase());
    return named ?? this.#fromGroup(this.records.resolve(path), path);
  }

  #fromGroup(value: QueryValue, written: string): QueryValue {
    const { key, field } = value;
    if (!this.grouped.some((candidate) => candidate.key === key)) {
      throw this.error('MALFORMED_QUERY', written, `Field must be grouped or aggregated: ${key}`);
    }
    return { key, field, read: (row) => row[key] ?? null };
  }

  /** An aggregate, a date function that is grouped by, GROUPING, or FORMAT and the like of any of them. */
  resolveFunction(call: FunctionCall): QueryValue {
    const written = call.functionName ?? '';
    if (written.toUpperCase() === 'GROUPING') return this.#grouping(call);
    const name = readAggregateName(written);
    if (name) return this.#aggregate(call, name);
    if (isDateFunction(written)) return this.#fromGroup(this.records.resolveFunction(call), written);
    const [parameter] = call.parameters ?? [];
    if (!isRowFunction(written) || parameter === undefined || call.parameters?.length !== 1) {
      return this.records.resolveFunction(call);
    }
    const inner = typeof parameter === 'string' ? this.resolve(parameter) : this.resolveFunction(parameter);
    return wrapValue(this.records, call, inner) ?? inner;
  }

  #grouping(call: FunctionCall): QueryValue {
    const [parameter] = call.parameters ?? [];
    if (this.#kind === 'plain' || typeof parameter !== 'string') {
      throw this.error('MALFORMED_QUERY', call.functionName ?? '', 'GROUPING is for fields of GROUP BY ROLLUP or CUBE');
    }
    const key = groupingKey(this.resolve(parameter));
    return { key, field: number(key, key, 'int', 1, 0), read: (row) => row[key] ?? null };
  }

  #aggregate(call: FunctionCall, name: AggregateName): QueryValue {
    const [parameter] = call.parameters ?? [];
    if (parameter === undefined || call.parameters?.length !== 1) {
      throw new ApiError(400, 'MALFORMED_QUERY', `${name} takes one field; COUNT() stands alone in SELECT.`);
    }
    const of =
      typeof parameter === 'string' ? this.records.resolve(parameter) : this.records.resolveFunction(parameter);
    if (!takesType(name, of.field)) {
      const message = `field ${of.field.name} does not support aggregate operator ${name}`;
      throw this.error('MALFORMED_QUERY', call.functionName ?? '', message);
    }
    const key = `${name}(${of.key})`;
    this.#aggregates.set(key, { key, name, of });
    const isCount = name === 'COUNT' || name === 'COUNT_DISTINCT';
    const field = isCount ? number(key, key, 'int', 9, 0) : { ...of.field, name: key };
    return { key, field, read: (row: Row) => row[key] ?? null };
  }
}

/** Where a group's row says whether a value is a subtotal's blank (1) or the value itself (0). */
export function groupingKey(value: QueryValue): string {
  return `GROUPING(${value.key})`;
}
