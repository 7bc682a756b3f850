import type { Query, FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import { buildConditionTree, type ConditionTree } from '../soql/condition-tree.ts';
import { parseSoql } from '../soql/parse.ts';
import { compilePredicate, type Predicate } from '../soql/predicate.ts';
import { QueryScope } from '../soql/scope.ts';
import type { RecordError } from '../store/record-error.ts';
import type { Store } from '../store/store.ts';

/** The standard objects a PushTopic may be about. Source: Streaming API guide, "Supported PushTopic Queries". */
const supported = new Set(['Account', 'Campaign', 'Case', 'Contact', 'Lead', 'Opportunity', 'Task']);

const refused = (message: string) => new ApiError(400, 'INVALID_FIELD', message);

/** A query of a PushTopic that was read and found to be one it may have. */
export interface TopicQuery {
  readonly object: SchemaObject;
  /** The selected fields, by canonical name. */
  readonly selected: readonly string[];
  /** The fields of the WHERE clause, by canonical name. */
  readonly filtered: readonly string[];
  /** Makes the test of the WHERE clause; what it says of days counts from `now`. */
  readonly compile: (now: Date) => Predicate;
}

/** Source of the texts: Streaming API guide, "Unsupported PushTopic Queries". */
function refuseClauses(query: Query): void {
  if (query.groupBy || query.having) throw refused('Aggregate queries are not supported');
  if (query.orderBy) throw refused("'ORDER BY' clause is not allowed");
  if (query.limit !== undefined) throw refused("'LIMIT' is not allowed");
  if (query.offset !== undefined) throw refused("'OFFSET' is not allowed");
  if (query.usingScope || query.withDataCategory || query.for) throw refused('Only SELECT, FROM and WHERE are allowed');
}

function selectedNames(items: readonly SelectItem[], scope: QueryScope): readonly string[] {
  const names = items.map((item) => {
    if (item.type === 'Field') {
      const { parents, field } = scope.resolve(item.field);
      if (parents.length === 0) return field.name;
    } else if (item.type === 'FieldFunctionExpression') throw refused('Aggregate queries are not supported');
    throw refused('relationships are not supported');
  });
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new ApiError(400, 'MALFORMED_QUERY', `duplicate field selected: ${doubled}`);
  if (!names.includes('Id')) throw refused('The query must select Id');
  return names;
}

function filteredNames(tree: ConditionTree, scope: QueryScope): readonly string[] {
  if (tree.kind === 'not') throw refused("'NOT' is not supported");
  if (tree.kind !== 'comparison') return tree.parts.flatMap((part) => filteredNames(part, scope));
  const { comparison } = tree;
  if ('valueQuery' in comparison) throw refused('semi/anti join sub-selects are not supported');
  if (!('field' in comparison)) throw refused('Functions are not supported');
  const { parents, field } = scope.resolve(comparison.field);
  if (parents.length > 0) throw refused('relationships are not supported');
  if (field.type === 'textarea') throw refused(`Text area fields are not supported in the WHERE clause: ${field.name}`);
  return [field.name];
}

function noSubquery(): never {
  throw refused('semi/anti join sub-selects are not supported');
}

/** Reads the query of a PushTopic as someone who sees only `schema`. Throws ApiError 400 for one it may not have. */
export function readTopicQuery(store: Store, schema: Schema, soql: string, now: Date): TopicQuery {
  const { text, query, aliases } = parseSoql(soql.trim().replace(/;$/, ''));
  const object = schema.find(query.sObject ?? '');
  if (!object) {
    const message = `sObject type '${(query.sObject ?? '').slice(0, 200)}' is not supported.`;
    throw new ApiError(400, 'INVALID_TYPE', message);
  }
  if (!object.name.endsWith('__c') && !supported.has(object.name)) {
    throw refused(`PushTopics are not supported for ${object.name}`);
  }
  refuseClauses(query);
  const scopeAt = (moment: Date) => new QueryScope({ store, schema, userId: null, now: moment }, object, text, aliases);
  const scope = scopeAt(now);
  const selected = selectedNames(query.fields ?? [], scope);
  const tree = query.where ? buildConditionTree(query.where, text) : null;
  const filtered = tree ? [...new Set(filteredNames(tree, scope))] : [];
  const compile = (moment: Date) => (tree ? compilePredicate(scopeAt(moment), tree, noSubquery) : () => true);
  compile(now);
  return { object, selected, filtered, compile };
}

/** The fields whose change makes the service look at a record; null for any. */
export function watchedFields(query: TopicQuery, notifyForFields: unknown): readonly string[] | null {
  if (notifyForFields === 'All') return null;
  if (notifyForFields === 'Select') return query.selected;
  return notifyForFields === 'Where' ? query.filtered : [...query.selected, ...query.filtered];
}

/** What is wrong with a PushTopic about to be saved, for someone who sees only `schema`. */
export function checkPushTopic(store: Store, schema: Schema, row: Row, now: Date): readonly RecordError[] {
  const version = row.ApiVersion;
  if (typeof version === 'number' && !(Number.isInteger(version) && version > 20)) {
    return [{ code: 'INVALID_FIELD', message: 'API version must be greater than 20.0', fields: ['ApiVersion'] }];
  }
  if (typeof row.Name === 'string' && /[\s/?*]/.test(row.Name)) {
    const message = 'Topic name may not hold spaces or any of / ? *';
    return [{ code: 'FIELD_INTEGRITY_EXCEPTION', message, fields: ['Name'] }];
  }
  try {
    const query = readTopicQuery(store, schema, String(row.Query ?? ''), now);
    const watched = watchedFields(query, row.NotifyForFields);
    if (watched === null || watched.some((name) => name !== 'Id')) return [];
    const message = `With NotifyForFields ${String(row.NotifyForFields)} the query must name a field other than Id`;
    return [{ code: 'INVALID_FIELD', message, fields: ['Query'] }];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.entries.map(({ errorCode, message }) => ({ code: errorCode, message, fields: ['Query'] }));
  }
}
