import type { FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import { ApiError, notInPracticeOrg } from '../api-error.ts';
import { type RenderedRecord, recordAttributes } from '../rest/render.ts';
import type { FieldDefinition } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { QueryScope } from './scope.ts';

/** What is shown of a record: fields of its own, and of its parents. In the order of the query. */
interface Shape {
  readonly object: SchemaObject;
  readonly parts: Map<string, FieldDefinition | { readonly lookup: FieldDefinition; readonly shape: Shape }>;
}

/** Shows a record as a query result. */
export type RecordRenderer = (base: string, row: Row) => RenderedRecord;

function addPath(scope: QueryScope, root: Shape, path: string): void {
  const { parents, field } = scope.resolve(path);
  let shape = root;
  for (const lookup of parents) {
    const name = lookup.reference?.relationshipName ?? '';
    const existing = shape.parts.get(name);
    if (existing && 'shape' in existing) {
      shape = existing.shape;
      continue;
    }
    const inner: Shape = { object: scope.schema.need(lookup.reference?.to[0] ?? ''), parts: new Map() };
    shape.parts.set(name, { lookup, shape: inner });
    shape = inner;
  }
  if (shape.parts.has(field.name)) {
    throw new ApiError(400, 'MALFORMED_QUERY', `duplicate field selected: ${path}`);
  }
  shape.parts.set(field.name, field);
}

function addAllFields(root: Shape, which: string | undefined, limit: number | undefined): void {
  if (limit === undefined || limit > 200) {
    throw new ApiError(400, 'MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200');
  }
  for (const field of root.object.fields) {
    if (which === 'ALL' || field.custom === (which === 'CUSTOM')) root.parts.set(field.name, field);
  }
}

function render(scope: QueryScope, base: string, shape: Shape, row: Row): RenderedRecord {
  const record: RenderedRecord = { attributes: recordAttributes(base, shape.object, row) };
  for (const [name, part] of shape.parts) {
    if (!('shape' in part)) {
      record[name] = row[name] ?? null;
      continue;
    }
    const parent = scope.parentOf(row, part.lookup);
    record[name] = parent ? render(scope, base, part.shape, parent) : null;
  }
  return record;
}

/** Makes the renderer for a SELECT list. Throws ApiError for unknown and doubled fields. */
export function compileSelection(
  scope: QueryScope,
  items: readonly SelectItem[],
  limit: number | undefined,
): RecordRenderer {
  const root: Shape = { object: scope.object, parts: new Map() };
  for (const item of items) {
    if ('alias' in item && item.alias !== undefined && (item.type === 'Field' || item.type === 'FieldRelationship')) {
      throw scope.error('MALFORMED_QUERY', item.alias, 'only aggregate expressions use field aliasing');
    }
    switch (item.type) {
      case 'Field':
        addPath(scope, root, item.field);
        break;
      case 'FieldRelationship':
        addPath(scope, root, [...item.relationships, item.field].join('.'));
        break;
      case 'FieldFunctionExpression':
        if (item.functionName.toUpperCase() !== 'FIELDS') throw notInPracticeOrg(`${item.functionName}() in SELECT`);
        addAllFields(root, String(item.parameters[0]).toUpperCase(), limit);
        break;
      case 'FieldSubquery':
        throw notInPracticeOrg('child subqueries in SELECT');
      case 'FieldTypeof':
        throw notInPracticeOrg('TYPEOF in SELECT');
    }
  }
  return (base, row) => render(scope, base, root, row);
}
