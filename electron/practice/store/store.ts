import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import type { RecordError } from './record-error.ts';
import { Table } from './table.ts';

/** One change of one record, told once the transaction it belongs to holds. */
export interface StoreChange {
  readonly kind: 'created' | 'updated' | 'deleted' | 'undeleted' | 'purged';
  readonly object: SchemaObject;
  readonly id: string;
  /** The record before; null for a create. */
  readonly before: Row | null;
  /** The record after; null once it is purged. */
  readonly after: Row | null;
}

/** A record about to be saved or deleted. */
export interface PendingWrite {
  readonly kind: 'create' | 'update' | 'delete';
  readonly object: SchemaObject;
  /** The record as it stands; null on create. */
  readonly before: Row | null;
  /** The record as it would stand; null on delete. */
  readonly after: Row | null;
  readonly userId: string;
  /** The API it comes through, such as `com/salesforce/api/rest/64.0`; absent when the door does not say. */
  readonly origin?: string;
}

/** A rule of the org about writes beyond the schema's own; returns what is wrong, nothing when all is well. */
export type RecordCheck = (write: PendingWrite) => readonly RecordError[];

/** What is undone when a transaction does not hold. */
interface Step {
  readonly change: StoreChange;
  readonly undo: () => void;
}

/** Fields a deletion or its undoing sets. */
type Stamp = Readonly<{ LastModifiedDate: string; SystemModstamp: string }>;

const stamp = (moment: string): Stamp => ({ LastModifiedDate: moment, SystemModstamp: moment });

/** All records of an org, with transactions. */
export class Store {
  readonly schema: Schema;
  readonly #tables = new Map<string, Table>();
  readonly #listeners: ((changes: readonly StoreChange[]) => void)[] = [];
  readonly #checks: RecordCheck[] = [];
  #steps: Step[] | null = null;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** The table of an object. */
  table(object: Pick<SchemaObject, 'name' | 'keyPrefix'>): Table {
    let table = this.#tables.get(object.name);
    if (!table) {
      table = new Table(object.keyPrefix);
      this.#tables.set(object.name, table);
    }
    return table;
  }

  /** The record with this 18-character id, whatever its object; undefined when it does not exist or is deleted. */
  findById(id: string): Row | undefined {
    const object = this.schema.findByPrefix(id);
    return object && this.table(object).find(id);
  }

  /** Tells what changed after each transaction that held, and after each single change outside of one. */
  onCommit(listener: (changes: readonly StoreChange[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Adds a rule that every later write of a record has to pass. */
  addCheck(check: RecordCheck): void {
    this.#checks.push(check);
  }

  /** Everything the added rules find wrong with a write. */
  check(write: PendingWrite): readonly RecordError[] {
    return this.#checks.length === 0 ? [] : this.#checks.flatMap((check) => check(write));
  }

  /** Drops all records of all objects without telling anyone. */
  clear(): void {
    this.#tables.clear();
  }

  /** Drops the table of an object that is no more. */
  drop(object: SchemaObject): void {
    this.#tables.delete(object.name);
  }

  #done(change: StoreChange, undo: () => void): void {
    if (this.#steps) this.#steps.push({ change, undo });
    else this.#tell([change]);
  }

  #tell(changes: readonly StoreChange[]): void {
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }

  /** Adds a record that has its `Id`. One of an object that is a message only is told of and gone. */
  insert(object: SchemaObject, id: string, row: Row): void {
    if (!object.queryable) {
      const nothing = () => {};
      this.#done({ kind: 'created', object, id, before: null, after: row }, nothing);
      this.#done({ kind: 'purged', object, id, before: row, after: null }, nothing);
      return;
    }
    const table = this.table(object);
    table.put(id, row);
    this.#done({ kind: 'created', object, id, before: null, after: row }, () => table.forget(id));
  }

  /** Replaces a record. */
  replace(object: SchemaObject, id: string, row: Row): void {
    const table = this.table(object);
    const before = table.find(id);
    if (!before) return;
    table.put(id, row);
    this.#done({ kind: 'updated', object, id, before, after: row }, () => table.put(id, before));
  }

  /**
   * Moves a record to the recycle bin, and with it all records whose lookup to it cascades; other lookups to it are
   * cleared. `moment` is written as records carry it.
   */
  remove(object: SchemaObject, id: string, moment: string, root: string = id): void {
    const table = this.table(object);
    const before = table.find(id);
    if (!before) return;
    const after: Row = { ...before, IsDeleted: true, ...stamp(moment) };
    table.discard(id, { row: after, root });
    this.#done({ kind: 'deleted', object, id, before, after }, () => table.restore(id, before));
    for (const child of this.schema.objects) {
      for (const field of child.fields) {
        if (!field.reference?.to.includes(object.name)) continue;
        const children = this.table(child);
        for (const childId of children.findBy(field.name, id)) {
          if (field.reference.cascadeDelete) this.remove(child, childId, moment, root);
          else {
            const row = children.find(childId);
            if (row) this.replace(child, childId, { ...row, [field.name]: null, SystemModstamp: moment });
          }
        }
      }
    }
  }

  /** Takes a deleted record, and all that went with it, back out of the recycle bin. */
  undelete(id: string, moment: string): void {
    for (const object of this.schema.objects) {
      const table = this.table(object);
      for (const binned of [...table.deletedWith(id)]) {
        const entry = table.deletedEntry(binned);
        if (!entry) continue;
        const after: Row = { ...entry.row, IsDeleted: false, ...stamp(moment) };
        table.restore(binned, after);
        this.#done({ kind: 'undeleted', object, id: binned, before: entry.row, after }, () => {
          table.forget(binned);
          table.rebin(binned, entry);
        });
      }
    }
  }

  /** Removes a record from the recycle bin for good. */
  purge(object: SchemaObject, id: string): void {
    const table = this.table(object);
    const entry = table.deletedEntry(id);
    if (!entry) return;
    table.purge(id);
    this.#done({ kind: 'purged', object, id, before: entry.row, after: null }, () => table.rebin(id, entry));
  }

  /**
   * Runs the work as one transaction: when it returns `rollback: true` or throws, all its changes are undone.
   * A transaction within another is undone alone, or with the outer one. The work must not wait for anything.
   */
  transact<Result>(work: () => { rollback: boolean; result: Result }): Result {
    const outer = this.#steps;
    const steps: Step[] = [];
    this.#steps = steps;
    let rollback = true;
    try {
      const outcome = work();
      rollback = outcome.rollback;
      return outcome.result;
    } finally {
      this.#steps = outer;
      if (rollback) for (const step of steps.reverse()) step.undo();
      else if (outer) outer.push(...steps);
      else this.#tell(steps.map((step) => step.change));
    }
  }
}
