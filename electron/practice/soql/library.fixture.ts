import type { FieldDefinition, Scalar } from '../schema/field.ts';
import {
  date,
  dateTime,
  flag,
  identityFields,
  lookup,
  multipicklist,
  number,
  picklist,
  text,
} from '../schema/field.ts';
import type { ObjectDefinition, Row } from '../schema/object.ts';
import { Schema } from '../schema/schema.ts';
import { Store } from '../store/store.ts';
import type { QueryAnswer, QueryRecords } from './columns.ts';
import { QueryCursors } from './cursors.ts';
import { executeSoql, type QueryOptions } from './execute.ts';
import type { PageRequest } from './pages.ts';
import type { Asker } from './scope.ts';

function define(name: string, keyPrefix: string, fields: readonly FieldDefinition[]): ObjectDefinition {
  return {
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix,
    createable: true,
    updateable: true,
    deletable: true,
    fields: [...identityFields(name), ...fields],
  };
}

/** A small library: people lend books and films; a loan is of either. */
export const librarySchema: readonly ObjectDefinition[] = [
  define('Person', '0pe', [
    text('Name', 'Name', 80, { nameField: true }),
    text('Email', 'Email', 80, { type: 'email' }),
    text('TimeZoneSidKey', 'Time Zone', 40),
  ]),
  define('Book', '0bk', [
    text('Name', 'Title', 80, { nameField: true }),
    text('Isbn', 'ISBN', 20, { externalId: true, unique: true }),
    picklist('Shelf', 'Shelf', ['North', 'South', 'East']),
    multipicklist('Topics', 'Topics', ['Art', 'Law', 'Music', 'War']),
    number('Pages', 'Pages', 'int', 8, 0),
    number('Price', 'Price', 'currency', 10, 2),
    date('Printed', 'Printed'),
    dateTime('Bought', 'Bought'),
    flag('Rare', 'Rare'),
    text('Review', 'Review', 32_000, { type: 'textarea' }),
    lookup('OwnerId', 'Owner', 'Person', 'Owner', { children: 'Books' }),
  ]),
  define('Film', '0fi', [text('Name', 'Title', 80, { nameField: true }), number('Minutes', 'Minutes', 'int', 4, 0)]),
  { ...define('Alarm__e', 'e00', [text('Name', 'Name', 20)]), traits: { queryable: false } },
  define('Loan', '0lo', [
    text('Name', 'Number', 20, { nameField: true }),
    lookup('ItemId', 'Item', ['Book', 'Film'], 'Item', { children: 'Loans' }),
    lookup('PersonId', 'Person', 'Person', 'Person', { children: 'Loans' }),
  ]),
];

/** A library in memory whose records a test writes itself. */
export class Library {
  readonly store = new Store(new Schema(librarySchema));
  readonly cursors = new QueryCursors();
  now = new Date('2026-11-22T10:00:00Z');
  userId: string | null = null;

  /** Stores a record; fields that are not given are null. Returns its id. */
  add(objectName: string, values: Record<string, Scalar>): string {
    const object = this.store.schema.need(objectName);
    const id = this.store.table(object).takeId();
    const empty = Object.fromEntries(
      object.fields.map((field) => [field.name, field.type === 'boolean' ? false : null]),
    );
    this.store.insert(object, id, { ...empty, ...values, Id: id });
    return id;
  }

  get asker(): Asker {
    return { store: this.store, schema: this.store.schema, userId: this.userId, now: this.now };
  }

  /** How pages are asked for; `batchSize` records at most on each. */
  pages(batchSize = 2000): PageRequest {
    return { base: '/v', batchSize, cursors: this.cursors, userId: this.userId ?? '', now: this.now };
  }

  ask(soql: string, options: QueryOptions = {}): QueryAnswer {
    return executeSoql(this.asker, soql, options);
  }

  list(soql: string, options: QueryOptions = {}): QueryRecords {
    const answer = this.ask(soql, options);
    if (answer.kind === 'count') throw new Error(`A number, not records: ${soql}`);
    return answer;
  }

  /** The rendered records of a query, without attributes. */
  records(soql: string, options: QueryOptions = {}): unknown[] {
    const { rows, render } = this.list(soql, options);
    return rows.map((row: Row) => JSON.parse(JSON.stringify(render(this.pages(), row), withoutAttributes)));
  }

  /** The names of the records a condition on books holds for. */
  books(where: string): string[] {
    return this.list(`SELECT Name FROM Book WHERE ${where}`).rows.map((row) => String(row.Name));
  }
}

function withoutAttributes(name: string, value: unknown): unknown {
  return name === 'attributes' ? undefined : value;
}
