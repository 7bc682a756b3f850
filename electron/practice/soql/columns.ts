import type { FieldDefinition, Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { RecordRenderer } from './pages.ts';

/** One flat column of a result, in the order of the query. */
export interface ResultColumn {
  /** What CSV heads it with: `Name`, `Account.Name`, the alias or `expr0`. */
  readonly path: string;
  /** What kind of value it holds. */
  readonly field: FieldDefinition;
  /** The value in a row of the result; null when a parent is missing. */
  readonly read: (row: Row) => Scalar;
}

/** What a query uses that some of the APIs refuse; bulk queries take none of it. */
export interface QueryFeatures {
  /** Grouped or aggregated: the rows are no records. `count()` is such a query too. */
  readonly aggregate: boolean;
  /** Has lists of children in SELECT; these have no column. */
  readonly childSubqueries: boolean;
  /** Has TYPEOF in SELECT; it has no column. */
  readonly typeOf: boolean;
  readonly offset: boolean;
}

/** What a query found, in the order of the result. */
export interface QueryRecords {
  readonly kind: 'records';
  /** The object queried. */
  readonly object: SchemaObject;
  /** The stored records themselves, not copies; for an aggregate query one row per group. */
  readonly rows: readonly Row[];
  /** Shows a row as REST and SOAP nest it. */
  readonly render: RecordRenderer;
  /** The flat form of the same rows. */
  readonly columns: readonly ResultColumn[];
  readonly features: QueryFeatures;
}

/** What a query found: the number of `count()`, or rows and how to show them. */
export type QueryAnswer =
  | { readonly kind: 'count'; readonly object: SchemaObject; readonly count: number; readonly features: QueryFeatures }
  | QueryRecords;

/** The values of a row, one for each column. */
export function readCells(columns: readonly ResultColumn[], row: Row): Scalar[] {
  return columns.map((column) => column.read(row));
}
