import { ApiError } from '../api-error.ts';
import { formatDate, formatDateTime, parseDate, parseDateTime } from '../dates.ts';
import { parseId } from '../ids.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { readDateLiteral } from './date-literals.ts';
import { readText } from './literals.ts';
import type { ValueScope } from './scope.ts';

/**
 * A value to compare with, in the form `comparable` gives stored values. Date literals span several values: `from`
 * is the first, `until` the first after the span.
 */
export type Operand =
  | { readonly kind: 'value'; readonly value: Scalar }
  | { readonly kind: 'span'; readonly from: Scalar; readonly until: Scalar };

const expectation: Readonly<Record<string, string>> = {
  boolean: 'boolean and should not be enclosed in quotes',
  int: 'int and should not be enclosed in quotes',
  double: 'double and should not be enclosed in quotes',
  currency: 'double and should not be enclosed in quotes',
  percent: 'double and should not be enclosed in quotes',
  date: 'date and should not be enclosed in quotes',
  datetime: 'dateTime and should not be enclosed in quotes',
};

function wrongKind(scope: ValueScope, path: string, field: FieldDefinition): Error {
  const kind = expectation[field.type] ?? 'string and should be enclosed in quotes';
  return scope.error(
    'INVALID_FIELD',
    path,
    `value of filter criterion for field '${field.name}' must be of type ${kind}`,
  );
}

/** A stored value in the form in which values compare: text without regard to case, ids and the rest as they are. */
export function comparable(field: FieldDefinition, value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  switch (field.type) {
    case 'id':
    case 'reference':
    case 'date':
    case 'datetime':
      return value;
    default:
      return value.toLowerCase();
  }
}

function readScalar(field: FieldDefinition, raw: string, literalType: string): Scalar | undefined {
  switch (field.type) {
    case 'boolean':
      return literalType === 'BOOLEAN' ? raw.toUpperCase() === 'TRUE' : undefined;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = /^(?:INTEGER|DECIMAL)/.test(literalType) ? Number(raw.replace(/^[A-Za-z]{3}/, '')) : Number.NaN;
      return Number.isFinite(number) ? number : undefined;
    }
    case 'date': {
      const day = literalType === 'DATE' ? parseDate(raw) : null;
      return day ? formatDate(day) : undefined;
    }
    case 'datetime': {
      const moment = literalType === 'DATETIME' ? parseDateTime(raw) : null;
      return moment ? formatDateTime(moment) : undefined;
    }
    case 'id':
    case 'reference': {
      if (literalType !== 'STRING') return undefined;
      const text = readText(raw);
      if (text === '') return null;
      const id = parseId(text);
      if (!id) throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text.slice(0, 200)}`);
      return id;
    }
    default:
      return literalType === 'STRING' ? comparable(field, readText(raw) || null) : undefined;
  }
}

/**
 * Reads one literal for comparison with a field. Throws ApiError `INVALID_FIELD` when its kind does not fit the
 * field, `INVALID_QUERY_FILTER_OPERATOR` for text that is no id where an id is needed.
 */
export function readOperand(
  scope: ValueScope,
  path: string,
  field: FieldDefinition,
  raw: string,
  literalType: string | undefined,
): Operand {
  if (literalType === 'NULL') return { kind: 'value', value: null };
  if (literalType === 'DATE_LITERAL' || literalType === 'DATE_N_LITERAL') {
    const span = readDateLiteral(raw, scope.now);
    if (!span || (field.type !== 'date' && field.type !== 'datetime')) throw wrongKind(scope, path, field);
    const format = field.type === 'date' ? formatDate : formatDateTime;
    return { kind: 'span', from: format(span.from), until: format(span.until) };
  }
  const value = readScalar(field, raw, literalType ?? '');
  if (value === undefined) throw wrongKind(scope, path, field);
  return { kind: 'value', value };
}
