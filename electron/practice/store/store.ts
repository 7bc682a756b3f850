import type { Row, SchemaObject } from '../schema/object.ts';
import type { Schema } from '../schema/schema.ts';
import { Table } from './table.ts';

/** All records of an org, with transactions. */
export class Store {
  readonly schema: Schema;
  readonly #tables: ReadonlyMap<string, Table>;
  #undo: (() => void)[] | null = null;

  constructor(schema: Schema) {
    this.schema = schema;
    this.#tables = new Map(schema.objects.map((object) => [object.name, new Table(object)]));
  }

  /** The table of an object of this store's schema. */
  table(object: SchemaObject): Table {
    const table = this.#tables.get(object.name);
    if (!table) throw new Error(`The store has no table ${object.name}.`);
    return table;
  }

  /** Adds a record that has its `Id`. */
  insert(object: SchemaObject, id: string, row: Row): void {
    const table = this.table(object);
    table.put(id, row);
    this.#undo?.push(() => table.forget(id));
  }

  /** Replaces a record. */
  replace(object: SchemaObject, id: string, row: Row): void {
    const table = this.table(object);
    const before = table.find(id);
    table.put(id, row);
    if (before) this.#undo?.push(() => table.put(id, before));
  }

  /** Moves a record to the recycle bin, and with it all records whose lookup to it cascades. */
  remove(object: SchemaObject, id: string, moment: string): void {
    const table = this.table(object);
    const before = table.find(id);
    if (!before) return;
    table.discard(id, { ...before, IsDeleted: true, LastModifiedDate: moment, SystemModstamp: moment });
    this.#undo?.push(() => table.restore(id, before));
    for (const child of this.schema.objects) {
      for (const field of child.fields) {
        if (field.reference?.to !== object.name) continue;
        if (field.reference.cascadeDelete) this.#removeChildren(child, field.name, id, moment);
      }
    }
  }

  #removeChildren(child: SchemaObject, fieldName: string, parentId: string, moment: string): void {
    const ids: string[] = [];
    for (const row of this.table(child).rows()) {
      if (row[fieldName] === parentId && typeof row.Id === 'string') ids.push(row.Id);
    }
    for (const id of ids) this.remove(child, id, moment);
  }

  /**
   * Runs the work as one transaction: when it returns `rollback: true` or throws, all its changes are undone.
   * Transactions do not nest.
   */
  transact<Result>(work: () => { rollback: boolean; result: Result }): Result {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    let rollback = true;
    try {
      const outcome = work();
      rollback = outcome.rollback;
      return outcome.result;
    } finally {
      this.#undo = null;
      if (rollback) for (const step of undo.reverse()) step();
    }
  }
}
