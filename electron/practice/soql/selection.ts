import type { FieldFunctionExpression, FieldType as SelectItem, Subquery } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import { type RenderedList, type RenderedRecord, recordAttributes, renderValue } from '../rest/render.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { readAggregateName } from './accumulators.ts';
import type { ResultColumn } from './columns.ts';
import { isDateFunction } from './functions.ts';
import type { PageRequest, RecordRenderer } from './pages.ts';
import type { FieldPath, QueryScope } from './scope.ts';
import { pathOf } from './select-item.ts';
import { compileTypeOf } from './type-of.ts';

/** Shows one member of a record. */
type Member = (request: PageRequest, row: Row) => Scalar | RenderedRecord | RenderedList;

/** A list of children in SELECT: its name in the record, and the list of one record, null when it is empty. */
export interface ChildList {
  readonly name: string;
  readonly render: (request: PageRequest, row: Row) => RenderedList | null;
}

/** What is shown of a record: members of its own, and of its parents. In the order of the query. */
interface Shape {
  readonly members: Map<string, Member | { readonly lookup: FieldDefinition; readonly shape: Shape }>;
}

/** Largest LIMIT of a query that asks for fields it cannot know of. Source: SOQL, "FIELDS()". */
const fieldsLimit = 200;

/** Whether an item of SELECT makes an aggregate query of one without GROUP BY. */
export function isAggregateItem(item: SelectItem | string): boolean {
  if (typeof item === 'string' || item.type !== 'FieldFunctionExpression') return false;
  const { functionName, parameters } = item;
  return readAggregateName(functionName) !== null || isDateFunction(functionName) || parameters.some(isAggregateItem);
}

/** The object of a record reached through a lookup, or of a record of the query itself. */
function objectOf(scope: QueryScope, row: Row, lookup: FieldDefinition | null): SchemaObject {
  if (!lookup) return scope.object;
  const { schema, store } = scope.asker;
  return schema.findByPrefix(String(row.Id)) ?? store.schema.findByPrefix(String(row.Id)) ?? scope.object;
}

/** The attributes of a record reached through a lookup; one that may lead to several objects shows as a `Name`. */
function attributesOf(
  scope: QueryScope,
  base: string,
  row: Row,
  lookup: FieldDefinition | null,
): RenderedRecord[string] {
  const attributes = recordAttributes(base, objectOf(scope, row, lookup), row);
  return (lookup?.reference?.to.length ?? 1) > 1 ? { ...attributes, type: 'Name' } : attributes;
}

function renderShape(
  scope: QueryScope,
  request: PageRequest,
  shape: Shape,
  row: Row,
  lookup: FieldDefinition | null,
): RenderedRecord {
  const record: RenderedRecord = { attributes: attributesOf(scope, request.base, row, lookup) };
  for (const [name, member] of shape.members) {
    if (typeof member === 'function') {
      record[name] = member(request, row);
      continue;
    }
    const parent = scope.parentOf(row, member.lookup);
    record[name] = parent ? renderShape(scope, request, member.shape, parent, member.lookup) : null;
  }
  return record;
}

class Selection {
  readonly scope: QueryScope;
  readonly columns: ResultColumn[] = [];
  readonly #root: Shape = { members: new Map() };

  constructor(scope: QueryScope) {
    this.scope = scope;
  }

  get render(): RecordRenderer {
    return (request, row) => renderShape(this.scope, request, this.#root, row, null);
  }

  /** Adds a member to the record itself. */
  add(name: string, member: Member): void {
    this.#addTo(this.#root, name, name, member);
  }

  #addTo(shape: Shape, name: string, path: string, member: Member): void {
    if (shape.members.has(name)) throw new ApiError(400, 'MALFORMED_QUERY', `duplicate field selected: ${path}`);
    shape.members.set(name, member);
  }

  /** Adds a field where its parents are nested; `show` makes something else of its value, as `toLabel` does. */
  addPath(path: FieldPath, written: string, show: (row: Row) => Scalar = path.read): void {
    let shape = this.#root;
    for (const lookup of path.parents) {
      const name = lookup.reference?.relationshipName ?? '';
      let member = shape.members.get(name);
      if (!member || typeof member === 'function') {
        member = { lookup, shape: { members: new Map() } };
        shape.members.set(name, member);
      }
      shape = member.shape;
    }
    this.#addTo(shape, path.field.name, written, this.#memberOf(path, show));
    this.columns.push({ path: path.key, field: path.field, read: show });
  }

  /** Shows the last field of a path, in the record that has it: a file by its address, other fields by their value. */
  #memberOf({ field: { name, type }, parents }: FieldPath, show: (row: Row) => Scalar): Member {
    const last = parents.at(-1) ?? null;
    if (type === 'base64') {
      return ({ base }, row) => renderValue(base, objectOf(this.scope, row, last), row, name);
    }
    return last ? (_request, row) => this.scope.readFrom(row, last, name) : (_request, row) => show(row);
  }

  /** Adds the result of a function: under its alias, else in place of the field it is about. */
  addFunction(item: FieldFunctionExpression): void {
    const value = this.scope.resolveFunction(item);
    const [parameter] = item.parameters;
    if (item.alias !== undefined) {
      this.add(item.alias, (_request, row) => value.read(row));
      this.columns.push({ path: item.alias, field: value.field, read: value.read });
      return;
    }
    const inner = typeof parameter === 'string' ? parameter : String(parameter?.parameters[0] ?? '');
    this.addPath(this.scope.resolve(inner), inner, value.read);
  }

  /** Adds all fields of a kind. */
  addFields(item: FieldFunctionExpression, limit: number | undefined): void {
    const which = String(item.parameters[0] ?? '').toUpperCase();
    if (which !== 'ALL' && which !== 'STANDARD' && which !== 'CUSTOM') {
      throw this.scope.error('MALFORMED_QUERY', item.functionName, 'FIELDS takes ALL, STANDARD or CUSTOM');
    }
    if (which !== 'STANDARD' && (limit === undefined || limit > fieldsLimit)) {
      throw new ApiError(
        400,
        'MALFORMED_QUERY',
        `The SOQL FIELDS function must have a LIMIT of at most ${fieldsLimit}`,
      );
    }
    for (const field of this.scope.object.fields) {
      if (which === 'ALL' || field.custom === (which === 'CUSTOM'))
        this.addPath(this.scope.resolve(field.name), field.name);
    }
  }
}

/**
 * Makes the renderer and the flat columns for a SELECT list. `compileChildren` makes the lists of children in it.
 * Throws ApiError for unknown and doubled fields.
 */
export function compileSelection(
  scope: QueryScope,
  items: readonly SelectItem[],
  limit: number | undefined,
  compileChildren: (subquery: Subquery) => ChildList,
): { readonly render: RecordRenderer; readonly columns: readonly ResultColumn[] } {
  const selection = new Selection(scope);
  for (const item of items) {
    if ('alias' in item && item.alias !== undefined && item.type !== 'FieldFunctionExpression') {
      throw scope.error('MALFORMED_QUERY', item.alias, 'only aggregate expressions use field aliasing');
    }
    if (item.type === 'FieldSubquery') {
      const { name, render } = compileChildren(item.subquery);
      selection.add(name, render);
    } else if (item.type === 'FieldTypeof') {
      const { name, render } = compileTypeOf(scope, item);
      selection.add(name, (request, row) => render(request.base, row));
    } else if (item.type === 'FieldFunctionExpression') {
      if (item.functionName.toUpperCase() === 'FIELDS') selection.addFields(item, limit);
      else selection.addFunction(item);
    } else {
      const path = pathOf(item) ?? '';
      selection.addPath(scope.resolve(path), path);
    }
  }
  return { render: selection.render, columns: selection.columns };
}
