import { parseDate, parseDateTime } from '../dates.ts';
import { date, number, type Scalar, text } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import { type DateFunction, dateFunctions, momentFunctions, wallClockOf } from './date-functions.ts';
import { compileFormat } from './format.ts';
import type { FunctionCall, QueryScope, QueryValue } from './scope.ts';

/** The user's setting, such as the time zone; null when the org itself asks. */
export function settingOf(scope: QueryScope, name: 'TimeZoneSidKey' | 'LocaleSidKey'): string | null {
  const { userId, store } = scope.asker;
  const value = userId === null ? null : store.findById(userId)?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function onlyParameter(scope: QueryScope, call: FunctionCall): string | FunctionCall {
  const [parameter] = call.parameters ?? [];
  if (parameter !== undefined && call.parameters?.length === 1) return parameter;
  const name = call.functionName ?? '';
  throw scope.error('MALFORMED_QUERY', name, `the function ${name} takes exactly one field`);
}

function wrongField(scope: QueryScope, call: FunctionCall, value: QueryValue): Error {
  const name = call.functionName ?? '';
  return scope.error('MALFORMED_QUERY', name, `field ${value.field.name} does not support function ${name}`);
}

function readMoment(value: Scalar): Date | null {
  return typeof value === 'string' ? (parseDateTime(value) ?? parseDate(value)) : null;
}

/** The moment a date function is about, in UTC or, within convertTimezone, on the user's wall clock. */
function resolveMoment(
  scope: QueryScope,
  call: FunctionCall,
): { readonly value: QueryValue; readonly key: string; readonly moment: (row: Row) => Date | null } {
  const parameter = onlyParameter(scope, call);
  if (typeof parameter === 'string') {
    const value = scope.resolve(parameter);
    return { value, key: value.key, moment: (row) => readMoment(value.read(row)) };
  }
  if (parameter.functionName?.toLowerCase() !== 'converttimezone') {
    const name = parameter.functionName ?? '';
    throw scope.error('MALFORMED_QUERY', name, `the function ${name} cannot stand within ${call.functionName ?? ''}`);
  }
  const inner = onlyParameter(scope, parameter);
  if (typeof inner !== 'string')
    throw scope.error('MALFORMED_QUERY', 'convertTimezone', 'convertTimezone takes a field');
  const value = scope.resolve(inner);
  if (value.field.type !== 'datetime') throw wrongField(scope, parameter, value);
  const toWallClock = wallClockOf(settingOf(scope, 'TimeZoneSidKey'));
  const moment = (row: Row): Date | null => {
    const found = readMoment(value.read(row));
    return found && toWallClock(found);
  };
  return { value, key: `convertTimezone(${value.key})`, moment };
}

function resolveDateFunction(scope: QueryScope, call: FunctionCall, name: string, compute: DateFunction): QueryValue {
  const { value, key, moment } = resolveMoment(scope, call);
  const fits = value.field.type === 'datetime' || (value.field.type === 'date' && !momentFunctions.has(name));
  if (!fits) throw wrongField(scope, call, value);
  const shown = `${name.toUpperCase()}(${key})`;
  const field = name === 'day_only' ? date(shown, shown) : number(shown, shown, 'int', 9, 0);
  return {
    key: shown,
    field,
    read: (row) => {
      const found = moment(row);
      return found && compute(found);
    },
  };
}

/** Functions of one value that are no date functions, by name in lower case. */
const wrappers: ReadonlyMap<string, (scope: QueryScope, call: FunctionCall, value: QueryValue) => QueryValue> = new Map(
  [
    // The labels of the practice org's picklists are their values, in the one language it has.
    ['tolabel', (_scope, _call, value) => value],
    [
      // The org has one currency, so that every amount already is in the user's.
      'convertcurrency',
      (scope, call, value) => {
        if (value.field.type !== 'currency') throw wrongField(scope, call, value);
        return value;
      },
    ],
    [
      'format',
      (scope, _call, value) => {
        const format = compileFormat(value.field, settingOf(scope, 'LocaleSidKey'), settingOf(scope, 'TimeZoneSidKey'));
        const key = `FORMAT(${value.key})`;
        return { key, field: text(key, key, 255), read: (row) => format(value.read(row)) };
      },
    ],
  ],
);

/** Whether a function makes one value of one record's value; aggregate functions do not. */
export function isRowFunction(name: string): boolean {
  return wrappers.has(name.toLowerCase()) || isDateFunction(name);
}

/** Whether a function takes a part, such as the year, from a date. */
export function isDateFunction(name: string): boolean {
  return dateFunctions.has(name.toLowerCase());
}

/** Wraps a value by `toLabel`, `FORMAT` or `convertCurrency`; null when the function is none of them. */
export function wrapValue(scope: QueryScope, call: FunctionCall, value: QueryValue): QueryValue | null {
  return wrappers.get(call.functionName?.toLowerCase() ?? '')?.(scope, call, value) ?? null;
}

/**
 * The value of a function of one record: date functions, `toLabel`, `FORMAT`, `convertCurrency`. Throws ApiError
 * `MALFORMED_QUERY` for all others, aggregate functions among them, and for a field the function does not take.
 */
export function resolveRowFunction(scope: QueryScope, call: FunctionCall): QueryValue {
  const written = call.functionName ?? '';
  const name = written.toLowerCase();
  const compute = dateFunctions.get(name);
  if (compute) return resolveDateFunction(scope, call, name, compute);
  if (!wrappers.has(name)) {
    throw scope.error('MALFORMED_QUERY', written, `the function ${written.toUpperCase()} cannot be used here`);
  }
  const parameter = onlyParameter(scope, call);
  const inner = typeof parameter === 'string' ? scope.resolve(parameter) : resolveRowFunction(scope, parameter);
  return wrapValue(scope, call, inner) ?? inner;
}
