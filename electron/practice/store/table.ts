import { makeId } from '../ids.ts';
import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import { ValueIndex } from './value-index.ts';

/** A record in the recycle bin. */
export interface DeletedRow {
  /** The record as it was, with `IsDeleted` true and the moment of deletion in `SystemModstamp`. */
  readonly row: Row;
  /** The record whose deletion took this one along; its own id when it was deleted itself. */
  readonly root: string;
}

/** The records of one object in memory, in the order they were created, and its recycle bin. */
export class Table {
  readonly keyPrefix: string;
  readonly #rows = new Map<string, Row>();
  readonly #deleted = new Map<string, DeletedRow>();
  readonly #indexes = new Map<string, ValueIndex>();
  #lastNumber = 0;

  constructor(keyPrefix: string) {
    this.keyPrefix = keyPrefix;
  }

  /** The number of records that are not deleted. */
  get size(): number {
    return this.#rows.size;
  }

  /** The number of records in the recycle bin. */
  get deletedSize(): number {
    return this.#deleted.size;
  }

  /** The running number of the newest id. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Takes the next free id; ids are never used twice. */
  takeId(): string {
    this.#lastNumber += 1;
    return makeId(this.keyPrefix, this.#lastNumber);
  }

  /** Keeps `takeId` from giving a number up to this one. */
  skipNumbers(last: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, last);
  }

  /** The record with this 18-character id; undefined when it does not exist or is deleted. */
  find(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** The deleted record with this 18-character id, with `IsDeleted` true. */
  findDeleted(id: string): Row | undefined {
    return this.#deleted.get(id)?.row;
  }

  /** The ids of the records that hold a value in a field. The first call for a field reads all records. */
  findBy(field: string, value: Scalar): readonly string[] {
    let index = this.#indexes.get(field);
    if (!index) {
      index = new ValueIndex(field, this.#rows);
      this.#indexes.set(field, index);
    }
    return index.find(value);
  }

  /** All records that are not deleted. */
  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  /** All records in the recycle bin. */
  *deletedRows(): Iterable<Row> {
    for (const { row } of this.#deleted.values()) yield row;
  }

  /** The ids of the records a deletion put into the recycle bin. */
  *deletedWith(root: string): Iterable<string> {
    for (const [id, entry] of this.#deleted) if (entry.root === root) yield id;
  }

  /** The recycle bin's entry of a record. */
  deletedEntry(id: string): DeletedRow | undefined {
    return this.#deleted.get(id);
  }

  /** Stores a record, new or changed, under its `Id`. */
  put(id: string, row: Row): void {
    if (this.#indexes.size > 0) {
      const before = this.#rows.get(id);
      for (const index of this.#indexes.values()) {
        if (before) index.remove(id, before);
        index.add(id, row);
      }
    }
    this.#rows.set(id, row);
  }

  /** Removes a record as though it had never been; what a rolled-back create does. */
  forget(id: string): void {
    const before = this.#rows.get(id);
    if (before) for (const index of this.#indexes.values()) index.remove(id, before);
    this.#rows.delete(id);
  }

  /** Moves a record to the recycle bin. */
  discard(id: string, entry: DeletedRow): void {
    this.forget(id);
    this.#deleted.set(id, entry);
  }

  /** Takes a record back out of the recycle bin. */
  restore(id: string, row: Row): void {
    this.#deleted.delete(id);
    this.put(id, row);
  }

  /** Puts an entry into the recycle bin that was taken out. */
  rebin(id: string, entry: DeletedRow): void {
    this.#deleted.set(id, entry);
  }

  /** Removes a record from the recycle bin for good. */
  purge(id: string): void {
    this.#deleted.delete(id);
  }
}
