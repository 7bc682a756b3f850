import { ApiError, notInPracticeOrg } from '../api-error.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import type { Comparison, ConditionTree } from './condition-tree.ts';
import { compileLike } from './literals.ts';
import { comparable, type Operand, readOperand } from './operand.ts';
import type { QueryScope } from './scope.ts';

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

/** The values a subquery (`Id IN (SELECT AccountId FROM Contact)`) finds. */
export type SubqueryValues = (comparison: Extract<Comparison, { valueQuery: unknown }>) => ReadonlySet<Scalar>;

function compileTest(
  scope: QueryScope,
  field: FieldDefinition,
  comparison: Exclude<Comparison, { fn: unknown }>,
  runSubquery: SubqueryValues,
): Test {
  const { operator } = comparison;
  if ('valueQuery' in comparison) {
    const found = runSubquery(comparison);
    if (operator === 'IN') return (value) => value !== null && found.has(value);
    if (operator === 'NOT IN') return (value) => value === null || !found.has(value);
    throw invalidOperator(field);
  }
  const raws = each<string>(comparison.value);
  const types = each(comparison.literalType);
  const operandAt = (index: number): Operand =>
    readOperand(scope, comparison.field, field, raws[index] ?? '', types[index] ?? types[0]);
  switch (operator) {
    case '=':
      return equals(operandAt(0));
    case '!=': {
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
    case 'EXCLUDES':
      throw invalidOperator(field);
    default:
      if (field.type === 'boolean' || field.type === 'id' || field.type === 'reference') throw invalidOperator(field);
      return compares(operator, operandAt(0));
  }
}

function compileComparison(scope: QueryScope, comparison: Comparison, runSubquery: SubqueryValues): Predicate {
  if ('fn' in comparison) throw notInPracticeOrg(`the function ${comparison.fn.functionName ?? ''} in WHERE`);
  const { field, read } = scope.resolve(comparison.field);
  const test = compileTest(scope, field, comparison, runSubquery);
  return (row) => test(comparable(field, read(row)));
}

/**
 * Makes the test a WHERE clause stands for, the way the service compares: text ignores case, `''` equals null,
 * `!=` and `NOT IN` hold for null, `<` and its kin never do.
 */
export function compilePredicate(scope: QueryScope, tree: ConditionTree, runSubquery: SubqueryValues): Predicate {
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
