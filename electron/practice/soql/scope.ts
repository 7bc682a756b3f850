import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { queryError } from './error-block.ts';
import { locateName } from './tokens.ts';

/** A field reached from the queried object, through parents where the path names some. */
export interface FieldPath {
  /** The lookup fields to follow, outermost first; empty for a field of the object itself. */
  readonly parents: readonly FieldDefinition[];
  /** The object the field belongs to. */
  readonly object: SchemaObject;
  readonly field: FieldDefinition;
  /** The value seen from a record of the queried object; null when a parent is missing. */
  readonly read: (row: Row) => Scalar;
}

const parentLimit = 5;
const advice = 'Please reference your WSDL or the describe call for the appropriate names.';

/** What names in a query mean: the object queried, its alias, and the records. */
export class QueryScope {
  readonly store: Store;
  /** What the asking user may see of the org. */
  readonly schema: Schema;
  readonly object: SchemaObject;
  readonly soql: string;
  readonly now: Date;
  readonly #alias: string | undefined;

  constructor(store: Store, schema: Schema, object: SchemaObject, soql: string, now: Date, alias?: string) {
    this.store = store;
    this.schema = schema;
    this.object = object;
    this.soql = soql;
    this.now = now;
    this.#alias = alias?.toLowerCase();
  }

  /** An error under the place where `name` stands in the query. */
  error(errorCode: string, name: string, message: string): Error {
    return queryError(errorCode, this.soql, locateName(this.soql, name), message);
  }

  /** The parent record of a record through one lookup. */
  parentOf(row: Row, lookup: FieldDefinition): Row | undefined {
    const id = row[lookup.name];
    return typeof id === 'string' ? this.store.findById(id) : undefined;
  }

  /** Finds a field by its path, such as `Name` or `Account.Owner.Name`. Throws ApiError `INVALID_FIELD`. */
  resolve(path: string): FieldPath {
    const names = path.split('.');
    const head = names[0]?.toLowerCase();
    if (names.length > 1 && (head === this.#alias || head === this.object.name.toLowerCase())) names.shift();
    const fieldName = names.pop() ?? '';
    let object = this.object;
    const parents = names.map((name) => {
      const lookup = object.fieldByRelationship.get(name.toLowerCase());
      const target = lookup?.reference && this.schema.find(lookup.reference.to[0]);
      if (!lookup || !target) {
        const message = `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${advice}`;
        throw this.error('INVALID_FIELD', path, message);
      }
      object = target;
      return lookup;
    });
    if (parents.length > parentLimit) {
      throw this.error(
        'INVALID_FIELD',
        path,
        `maximum ${parentLimit} levels of parent relationships are allowed in a field path`,
      );
    }
    const field = object.fieldByName.get(fieldName.toLowerCase());
    if (!field) {
      const message = `No such column '${fieldName}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${advice}`;
      throw this.error('INVALID_FIELD', path, message);
    }
    return { parents, object, field, read: this.#reader(parents, field.name) };
  }

  #reader(parents: readonly FieldDefinition[], name: string): (row: Row) => Scalar {
    if (parents.length === 0) return (row) => row[name] ?? null;
    return (row) => {
      let current: Row | undefined = row;
      for (const lookup of parents) {
        current = this.parentOf(current, lookup);
        if (!current) return null;
      }
      return current[name] ?? null;
    };
  }
}
