import { parseId } from '../../ids.ts';
import type { Scalar } from '../../schema/field.ts';
import type { SchemaObject } from '../../schema/object.ts';
import { readTextValue } from '../../store/read-text-value.ts';
import { type RecordError, refuseWrite, type WriteResult } from '../../store/record-error.ts';
import { createRecord, deleteRecord, purgeRecord, updateRecord, type WriteContext } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { findByKey, upsertRecord } from '../../store/upsert.ts';
import type { IngestOperation } from '../job.ts';
import type { Column, LookupTarget } from './columns.ts';

/** A value as text; null empties the field, empty text leaves it as it is. */
export type Cell = string | null;

/** What CSV says for null. */
export const nullMark = '#N/A';

interface Sent {
  readonly id: Cell;
  readonly draft: ReadonlyMap<string, Scalar>;
}

const problem = (code: string, message: string, fields: readonly string[] = []): RecordError => ({
  code,
  message,
  fields,
});

/** Saves the rows of a job, one at a time, through the same rules as every other door. */
export class RowWriter {
  readonly #store: Store;
  readonly #object: SchemaObject;
  readonly #columns: readonly Column[];
  readonly #operation: IngestOperation;
  readonly #externalId: string | null;

  constructor(parts: {
    store: Store;
    object: SchemaObject;
    columns: readonly Column[];
    operation: IngestOperation;
    externalIdFieldName: string | null;
  }) {
    this.#store = parts.store;
    this.#object = parts.object;
    this.#columns = parts.columns;
    this.#operation = parts.operation;
    this.#externalId = parts.externalIdFieldName;
  }

  /** Saves one row, its cells in the order of the columns. */
  write(cells: readonly Cell[], context: WriteContext): WriteResult {
    if (cells.length !== this.#columns.length) {
      const message = `Number of fields in header is different from the row. header = ${this.#columns.length} row = ${cells.length}`;
      return refuseWrite(null, problem('INVALID_FIELD', message));
    }
    const sent = this.#read(cells);
    return 'code' in sent ? refuseWrite(null, sent) : this.#save(sent, context);
  }

  #read(cells: readonly Cell[]): Sent | RecordError {
    const draft = new Map<string, Scalar>();
    let id: Cell = '';
    for (const [index, column] of this.#columns.entries()) {
      const cell = cells[index] ?? null;
      if (cell === '') continue;
      if (column.kind === 'id') id = cell;
      else if (column.kind === 'field') {
        const read = cell === null ? { value: null } : readTextValue(column.field, cell);
        if (read.error) return read.error;
        draft.set(column.field.name, read.value);
      } else {
        const found = cell === null ? null : this.#findParent(column.targets, cell);
        if (typeof found === 'object' && found !== null) return found;
        draft.set(column.lookup.name, found);
      }
    }
    return { id, draft };
  }

  #findParent(targets: readonly LookupTarget[], cell: string): string | RecordError {
    const found = targets.flatMap(({ object, key }) => {
      const read = readTextValue(key, cell);
      return read.error ? [] : findByKey(this.#store, object, key, read.value);
    });
    const [id] = found;
    const [target] = targets;
    if (id === undefined) {
      const message = `Foreign key external ID: ${cell.slice(0, 255).toLowerCase()} not found for field ${target?.key.name} in entity ${target?.object.name}`;
      return problem('INVALID_FIELD', message);
    }
    if (found.length === 1) return id;
    const message = `More than one record found for external id field ${target?.key.name}: ${cell.slice(0, 255)}`;
    return problem('DUPLICATE_EXTERNAL_ID', message);
  }

  #save({ id, draft }: Sent, context: WriteContext): WriteResult {
    if (this.#operation === 'upsert') return this.#upsert(id, draft, context);
    if (this.#operation === 'insert') {
      if (id === '') return createRecord(this.#store, this.#object, draft, context);
      const error = problem('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
      return refuseWrite(null, error, true);
    }
    if (id === '' || id === null) return refuseWrite(null, problem('MISSING_ARGUMENT', 'Id not specified'));
    const wanted = parseId(id.trim());
    if (!wanted) return refuseWrite(null, problem('MALFORMED_ID', `malformed id ${id.slice(0, 255)}`, ['Id']));
    if (this.#operation === 'update') return updateRecord(this.#store, this.#object, wanted, draft, context);
    const result = deleteRecord(this.#store, this.#object, wanted, context);
    if (result.success && this.#operation === 'hardDelete') this.#purge(wanted);
    return result;
  }

  #upsert(id: Cell, draft: ReadonlyMap<string, Scalar>, context: WriteContext): WriteResult {
    const key = this.#object.fieldByName.get((this.#externalId ?? '').toLowerCase());
    if (!key) {
      return refuseWrite(
        null,
        problem('INVALID_FIELD', `No such column '${this.#externalId}' on ${this.#object.name}`),
      );
    }
    if (key.type === 'id') return upsertRecord(this.#store, this.#object, key, id, draft, context);
    if (id !== '' && id !== null) {
      const message = 'cannot specify both an external ID reference and a salesforce id';
      return refuseWrite(null, problem('INVALID_FIELD', message, ['Id']));
    }
    return upsertRecord(this.#store, this.#object, key, draft.get(key.name) ?? null, draft, context);
  }

  /** Takes a deleted record, and what was deleted with it, out of the recycle bin for good. */
  #purge(root: string): void {
    for (const object of this.#store.schema.objects) {
      for (const id of [...this.#store.table(object).deletedWith(root)]) purgeRecord(this.#store, object, id);
    }
  }
}

/** Why a row was not saved, as result files say it: `CODE:message:fields --`. */
export function writeRowErrors(errors: readonly RecordError[]): string {
  return errors
    .map(({ code, message, fields }) => `${code}:${message}:${fields.length > 0 ? `${fields.join(', ')} ` : ''}--`)
    .join('');
}
