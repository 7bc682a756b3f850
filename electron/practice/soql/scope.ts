import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { queryError } from './error-block.ts';
import { resolveRowFunction } from './functions.ts';
import { nameObject, pointedField } from './polymorphic.ts';
import { locateName } from './tokens.ts';

/** Who asks, of what, and when. */
export interface Asker {
  readonly store: Store;
  /** What the asking user may see of the org. */
  readonly schema: Schema;
  /** Null when the org asks itself. */
  readonly userId: string | null;
  readonly now: Date;
}

/** Something a query can compare, sort and group by: a field or the result of a function. */
export interface QueryValue {
  /** What it is called in canonical spelling: `Account.Name`, `CALENDAR_YEAR(CloseDate)`. */
  readonly key: string;
  /** What kind of value it is; for a function, a field as it would be that held the results. */
  readonly field: FieldDefinition;
  /** The value seen from a row; null when a parent is missing. */
  readonly read: (row: Row) => Scalar;
}

/** A field reached from the queried object, through parents where the path names some. */
export interface FieldPath extends QueryValue {
  /** The lookup fields to follow, outermost first; empty for a field of the object itself. */
  readonly parents: readonly FieldDefinition[];
}

/** The call of a function as the parser gives it. */
export interface FunctionCall {
  readonly functionName?: string;
  readonly parameters?: readonly (string | FunctionCall)[];
  readonly rawValue?: string;
}

/** What the names in a condition or a sort order mean. */
export interface ValueScope {
  readonly now: Date;
  /** The value of a path. Throws ApiError `INVALID_FIELD` when there is none. */
  resolve(path: string): QueryValue;
  /** The value of a function call. Throws ApiError when there is no such function or it does not take these values. */
  resolveFunction(call: FunctionCall): QueryValue;
  /** An error under the place where `name` stands in the query. */
  error(errorCode: string, name: string, message: string): Error;
}

const parentLimit = 5;
const advice = 'Please reference your WSDL or the describe call for the appropriate names.';

/** What names in a query mean: the object queried, its aliases, and the records. */
export class QueryScope implements ValueScope {
  readonly asker: Asker;
  readonly object: SchemaObject;
  readonly soql: string;
  /** Aliases in lower case, each with the path it stands for; the empty path is the object itself. */
  readonly #aliases: ReadonlyMap<string, string>;

  constructor(asker: Asker, object: SchemaObject, soql: string, aliases: ReadonlyMap<string, string> = new Map()) {
    this.asker = asker;
    this.object = object;
    this.soql = soql;
    this.#aliases = new Map([[object.name.toLowerCase(), ''], ...aliases]);
  }

  get now(): Date {
    return this.asker.now;
  }

  /** An error under the place where `name` stands in the query. */
  error(errorCode: string, name: string, message: string): Error {
    return queryError(errorCode, this.soql, locateName(this.soql, name), message);
  }

  /** The parent record of a record through one lookup. */
  parentOf(row: Row, lookup: FieldDefinition): Row | undefined {
    const id = row[lookup.name];
    return typeof id === 'string' ? this.asker.store.findById(id) : undefined;
  }

  /** The object a lookup of `object` by relationship name leads to. Throws ApiError `INVALID_FIELD`. */
  follow(
    object: SchemaObject,
    relationship: string,
    path: string,
  ): { readonly lookup: FieldDefinition; readonly target: SchemaObject } {
    const lookup = object.fieldByRelationship.get(relationship.toLowerCase());
    const { schema } = this.asker;
    const target =
      lookup?.reference &&
      (lookup.reference.to.length > 1 ? nameObject(schema, lookup) : schema.find(lookup.reference.to[0]));
    if (lookup && target) return { lookup, target };
    const message = `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${advice}`;
    throw this.error('INVALID_FIELD', path, message);
  }

  #withoutAlias(path: string): string[] {
    const names = path.split('.');
    const stands = names.length > 1 ? this.#aliases.get(names[0]?.toLowerCase() ?? '') : undefined;
    if (stands === undefined) return names;
    return [...(stands === '' ? [] : stands.split('.')), ...names.slice(1)];
  }

  /** Finds a field by its path, such as `Name` or `Account.Owner.Name`. Throws ApiError `INVALID_FIELD`. */
  resolve(path: string): FieldPath {
    const names = this.#withoutAlias(path);
    const fieldName = names.pop() ?? '';
    let object = this.object;
    const parents = names.map((name) => {
      const { lookup, target } = this.follow(object, name, path);
      object = target;
      return lookup;
    });
    if (parents.length > parentLimit) {
      const message = `maximum ${parentLimit} levels of parent relationships are allowed in a field path`;
      throw this.error('INVALID_FIELD', path, message);
    }
    const field = object.fieldByName.get(fieldName.toLowerCase());
    if (!field) {
      const message = `No such column '${fieldName}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${advice}`;
      throw this.error('INVALID_FIELD', path, message);
    }
    const key = [...parents.map((lookup) => lookup.reference?.relationshipName), field.name].join('.');
    return { parents, field, key, read: this.#reader(parents, field.name) };
  }

  /** The value of a function of one record. Throws ApiError `MALFORMED_QUERY` for any other function. */
  resolveFunction(call: FunctionCall): QueryValue {
    return resolveRowFunction(this, call);
  }

  /** The value of a field of a record reached through a lookup; of several objects, the record's own. */
  readFrom(row: Row, lookup: FieldDefinition | undefined, name: string): Scalar {
    return (lookup?.reference?.to.length ?? 1) > 1 ? pointedField(this.asker.schema, row, name) : (row[name] ?? null);
  }

  #reader(parents: readonly FieldDefinition[], name: string): (row: Row) => Scalar {
    if (parents.length === 0) return (row) => row[name] ?? null;
    const last = parents.at(-1);
    return (row) => {
      let current: Row | undefined = row;
      for (const lookup of parents) {
        current = this.parentOf(current, lookup);
        if (!current) return null;
      }
      return this.readFrom(current, last, name);
    };
  }
}
