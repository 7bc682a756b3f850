import { ApiError } from '../api-error.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { isFilterable } from '../schema/field-abilities.ts';
import type { Row } from '../schema/object.ts';
import type { Comparison, ConditionTree } from './condition-tree.ts';
import { compileLike, readText } from './literals.ts';
import { comparable, type Operand, readOperand } from './operand.ts';
import type { ValueScope } from './scope.ts';

/** Whether a record is part of the result. */
export type Predicate = (row: Row) => boolean;

type Test = (value: Scalar) => boolean;

function isText(field: FieldDefinition): boolean {
  return field.length > 0 && field.type !== 'id' && field.type !== 'reference';
}

function invalidOperator(field: FieldDefinition): ApiError {
  return new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid operator on ${field.type} field`);
}

function equals(operand: Operand): Test {
  if (operand.kind === 'value') return (value) => value === operand.value;
  const { from, until } = operand;
  return (value) => value !== null && from !== null && until !== null && value >= from && value < until;
}

function compares(operator: string, operand: Operand): Test {
  const low = operand.kind === 'span' ? operand.from : operand.value;
  const high = operand.kind === 'span' ? operand.until : operand.value;
  if (low === null || high === null) return () => false;
  const inSpan = operand.kind === 'span';
  switch (operator) {
    case '<':
      return (value) => value !== null && value < low;
    case '>=':
      return (value) => value !== null && value >= low;
    case '>':
      return (value) => value !== null && (inSpan ? value >= high : value > high);
    default:
      return (value) => value !== null && (inSpan ? value < high : value <= high);
  }
}

function isOneOf(operands: readonly Operand[]): Test {
  const values = new Set(operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : [])));
  const spans = operands.filter((operand) => operand.kind === 'span').map(equals);
  if (spans.length === 0) return (value) => values.has(value);
  return (value) => values.has(value) || spans.some((test) => test(value));
}

function each<Item>(items: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(items) ? items : [items as Item];
}

/** `INCLUDES ('A;B', 'C')`: holds when both A and B are chosen, or C. */
function includes(raws: readonly string[]): Test {
  const wanted = raws.map((raw) => readText(raw).toLowerCase().split(';'));
  return (value) => {
    if (typeof value !== 'string') return false;
    const chosen = new Set(value.split(';'));
    return wanted.some((all) => all.every((one) => chosen.has(one)));
  };
}

/** The values a subquery (`Id IN (SELECT AccountId FROM Contact)`) finds. */
export type SubqueryValues = (comparison: Extract<Comparison, { valueQuery: unknown }>) => ReadonlySet<Scalar>;

function compileSemiJoin(
  scope: ValueScope,
  path: string,
  field: FieldDefinition,
  operator: string,
  found: () => ReadonlySet<Scalar>,
): Test {
  if (field.type !== 'id' && field.type !== 'reference') {
    const message = `The left operand field '${field.name}' in the where expression for semi join is not an id or reference field`;
    throw scope.error('MALFORMED_QUERY', path, message);
  }
  if (operator !== 'IN' && operator !== 'NOT IN') throw invalidOperator(field);
  const values = found();
  if (operator === 'IN') return (value) => value !== null && values.has(value);
  return (value) => value === null || !values.has(value);
}

function compileTest(
  scope: ValueScope,
  path: string,
  field: FieldDefinition,
  comparison: Comparison,
  runSubquery: SubqueryValues,
): Test {
  // The parser's types leave out `<>`, which it reads.
  const operator: string = comparison.operator;
  if ('valueQuery' in comparison) {
    return compileSemiJoin(scope, path, field, operator, () => runSubquery(comparison));
  }
  const raws = each<string>(comparison.value);
  const types = each(comparison.literalType);
  const operandAt = (index: number): Operand =>
    readOperand(scope, path, field, raws[index] ?? '', types[index] ?? types[0]);
  switch (operator) {
    case '=':
      return equals(operandAt(0));
    case '!=':
    case '<>': {
      const test = equals(operandAt(0));
      return (value) => !test(value);
    }
    case 'IN':
      return isOneOf(raws.map((_, index) => operandAt(index)));
    case 'NOT IN': {
      const test = isOneOf(raws.map((_, index) => operandAt(index)));
      return (value) => !test(value);
    }
    case 'LIKE': {
      if (!isText(field)) throw invalidOperator(field);
      operandAt(0);
      const test = compileLike(raws[0] ?? '');
      return (value) => typeof value === 'string' && test(value);
    }
    case 'INCLUDES':
    case 'EXCLUDES': {
      if (field.type !== 'multipicklist') throw invalidOperator(field);
      for (const index of raws.keys()) operandAt(index);
      const test = includes(raws);
      return operator === 'INCLUDES' ? test : (value) => !test(value);
    }
    default:
      if (field.type === 'boolean' || field.type === 'id' || field.type === 'reference') throw invalidOperator(field);
      return compares(operator, operandAt(0));
  }
}

function compileComparison(scope: ValueScope, comparison: Comparison, runSubquery: SubqueryValues): Predicate {
  const isFunction = 'fn' in comparison;
  const path = isFunction ? (comparison.fn.functionName ?? '') : comparison.field;
  const { field, read } = isFunction ? scope.resolveFunction(comparison.fn) : scope.resolve(path);
  if (!isFilterable(field)) {
    throw scope.error('INVALID_FIELD', path, `field '${field.name}' can not be filtered in a query call`);
  }
  const test = compileTest(scope, path, field, comparison, runSubquery);
  return (row) => test(comparable(field, read(row)));
}

/**
 * Makes the test a WHERE clause stands for, the way the service compares: text ignores case, `''` equals null,
 * `!=` and `NOT IN` hold for null, `<` and its kin never do.
 */
export function compilePredicate(scope: ValueScope, tree: ConditionTree, runSubquery: SubqueryValues): Predicate {
  switch (tree.kind) {
    case 'and': {
      const parts = tree.parts.map((part) => compilePredicate(scope, part, runSubquery));
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = tree.parts.map((part) => compilePredicate(scope, part, runSubquery));
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = compilePredicate(scope, tree.part, runSubquery);
      return (row) => !part(row);
    }
    case 'comparison':
      return compileComparison(scope, tree.comparison, runSubquery);
  }
}
