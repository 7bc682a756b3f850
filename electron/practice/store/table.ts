import { makeId } from '../ids.ts';
import type { Row, SchemaObject } from '../schema/object.ts';

/** The records of one object in memory, in the order they were created, and its recycle bin. */
export class Table {
  readonly object: SchemaObject;
  readonly #rows = new Map<string, Row>();
  readonly #deleted = new Map<string, Row>();
  #lastNumber = 0;

  constructor(object: SchemaObject) {
    this.object = object;
  }

  /** The number of records that are not deleted. */
  get size(): number {
    return this.#rows.size;
  }

  /** Takes the next free id; ids are never used twice. */
  takeId(): string {
    this.#lastNumber += 1;
    return makeId(this.object.keyPrefix, this.#lastNumber);
  }

  /** The record with this 18-character id; undefined when it does not exist or is deleted. */
  find(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** The deleted record with this 18-character id, with `IsDeleted` true. */
  findDeleted(id: string): Row | undefined {
    return this.#deleted.get(id);
  }

  /** All records that are not deleted. */
  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  /** All records in the recycle bin. */
  deletedRows(): Iterable<Row> {
    return this.#deleted.values();
  }

  /** Stores a record, new or changed, under its `Id`. */
  put(id: string, row: Row): void {
    this.#rows.set(id, row);
  }

  /** Removes a record as though it had never been; what a rolled-back create does. */
  forget(id: string): void {
    this.#rows.delete(id);
  }

  /** Moves a record to the recycle bin. */
  discard(id: string, deleted: Row): void {
    this.#rows.delete(id);
    this.#deleted.set(id, deleted);
  }

  /** Takes a record back out of the recycle bin, as it was. */
  restore(id: string, row: Row): void {
    this.#deleted.delete(id);
    this.#rows.set(id, row);
  }
}
