import { ApiError } from '../api-error.ts';
import type { SearchGroup } from './match.ts';
import type { ParsedSearch, ReturningClause } from './parse.ts';

/** What a parameterized search wants of one object. */
interface ObjectParameters {
  readonly name: string;
  readonly fields: readonly string[];
  readonly limit: number | null;
  readonly offset: number | null;
  readonly where: string | null;
  readonly orderBy: string | null;
}

/** A search given by parameters, with the part of its result that is wanted. */
export interface ParameterizedSearch {
  readonly search: ParsedSearch;
  /** How many records of the whole result to skip. */
  readonly offset: number;
}

const groups: readonly SearchGroup[] = ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'];
const fieldName = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;

function wrong(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_SEARCH', message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw wrong(`${name} must be a string.`);
}

function readNumber(name: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw wrong(`${name} must be a whole number.`);
}

/** Field names as a list, or as text separated by commas. */
function readFields(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const list: unknown = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
  if (!Array.isArray(list)) throw wrong('fields must be a list of field names.');
  return list.map((name: unknown) => {
    if (typeof name === 'string' && fieldName.test(name)) return name;
    throw wrong(`fields must be names of fields, not ${JSON.stringify(name).slice(0, 100)}.`);
  });
}

function readObject(value: unknown): ObjectParameters {
  if (!isObject(value)) throw wrong('sobjects must be a list of objects with a name.');
  const name = readText('name', value.name);
  if (name === null || !/^[A-Za-z]\w*$/.test(name)) throw wrong('Each of sobjects needs a name.');
  return {
    name,
    fields: readFields(value.fields),
    limit: readNumber('limit', value.limit),
    offset: readNumber('offset', value.offset),
    where: readText('where', value.where),
    orderBy: readText('orderBy', value.orderBy),
  };
}

function toClause(object: ObjectParameters, fields: readonly string[], defaultLimit: number | null): ReturningClause {
  const limit = object.limit ?? defaultLimit;
  const clauses = [
    object.where === null ? '' : `WHERE ${object.where}`,
    object.orderBy === null ? '' : `ORDER BY ${object.orderBy}`,
    limit === null ? '' : `LIMIT ${limit}`,
    object.offset === null ? '' : `OFFSET ${object.offset}`,
  ];
  const wanted = object.fields.length > 0 ? object.fields : fields;
  return {
    object: object.name,
    fields: wanted.length > 0 ? wanted.join(', ') : null,
    clauses: clauses.filter((clause) => clause !== '').join(' '),
  };
}

/**
 * Reads a parameterized search: `{q, in, fields, sobjects: [{name, fields, where, orderBy, limit, offset}],
 * defaultLimit, overallLimit, offset}`. Throws ApiError `MALFORMED_SEARCH` for what does not fit. Source: REST API,
 * "Search with Parameters".
 */
export function readSearchParameters(body: unknown): ParameterizedSearch {
  if (!isObject(body)) throw wrong('A parameterized search is a JSON object.');
  const find = readText('q', body.q);
  if (find === null || find.trim() === '') throw wrong('A search string has to be specified');
  const name = readText('in', body.in)?.toUpperCase() ?? 'ALL';
  const group = groups.find((candidate) => candidate === name);
  if (!group) throw wrong(`in must be one of ${groups.join(', ')}.`);
  const sobjects = body.sobjects ?? null;
  if (sobjects !== null && !Array.isArray(sobjects)) throw wrong('sobjects must be a list.');
  const fields = readFields(body.fields);
  if (fields.length > 0 && sobjects === null) throw wrong('fields needs sobjects.');
  const defaultLimit = readNumber('defaultLimit', body.defaultLimit);
  const returning = sobjects?.map((object: unknown) => toClause(readObject(object), fields, defaultLimit)) ?? null;
  const search = { find, group, returning, limit: readNumber('overallLimit', body.overallLimit) };
  return { search, offset: readNumber('offset', body.offset) ?? 0 };
}

/** The same parameters from an address: `sobject=Account&Account.fields=Id,Name&Account.limit=5`. */
export function readSearchQuery(query: URLSearchParams): ParameterizedSearch {
  const names = query.getAll('sobject').flatMap((list) => list.split(','));
  const sobjects = names.map((name) => ({
    name,
    fields: query.get(`${name}.fields`),
    limit: query.get(`${name}.limit`),
    where: query.get(`${name}.where`),
  }));
  return readSearchParameters({
    ...Object.fromEntries(
      ['q', 'in', 'fields', 'defaultLimit', 'overallLimit', 'offset'].map((name) => [name, query.get(name)]),
    ),
    ...(sobjects.length > 0 ? { sobjects } : {}),
  });
}
