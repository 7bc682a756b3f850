import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';

/** The form in which values are looked up: text without regard to case, as the service compares it. */
function keyOf(value: Scalar): Scalar {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Which records hold a value in one field. Null is not indexed. */
export class ValueIndex {
  readonly #field: string;
  // A lone id is kept bare: most values of an indexed field belong to one record, and a million sets are dear.
  readonly #ids = new Map<Scalar, string | Set<string>>();

  constructor(field: string, rows: Iterable<readonly [string, Row]>) {
    this.#field = field;
    for (const [id, row] of rows) this.add(id, row);
  }

  /** Notes a record. */
  add(id: string, row: Row): void {
    const value = row[this.#field] ?? null;
    if (value === null) return;
    const key = keyOf(value);
    const held = this.#ids.get(key);
    if (held === undefined) this.#ids.set(key, id);
    else if (typeof held !== 'string') held.add(id);
    else if (held !== id) this.#ids.set(key, new Set([held, id]));
  }

  /** Forgets a record as it was when it was noted. */
  remove(id: string, row: Row): void {
    const key = keyOf(row[this.#field] ?? null);
    const held = this.#ids.get(key);
    if (held === id) this.#ids.delete(key);
    else if (held instanceof Set) held.delete(id);
  }

  /** The ids of the records that hold the value, in no promised order. */
  find(value: Scalar): readonly string[] {
    const held = value === null ? undefined : this.#ids.get(keyOf(value));
    if (held === undefined) return [];
    return typeof held === 'string' ? [held] : [...held];
  }
}
