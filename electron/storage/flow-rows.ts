import type { FlowDocument } from '../../shared/flow/index.ts';
import type { Database, SqlRow } from '../ports/database.ts';
import { checksumOfValues } from './checksum.ts';
import { numberOf, textOf } from './context.ts';

export type FlowStatus = 'draft' | 'active' | 'inactive';

/** What is kept of a flow beside its document. Times are milliseconds since 1970. */
export type FlowRow = {
  id: string;
  name: string;
  description: string;
  revision: number;
  status: FlowStatus;
  stepCount: number;
  createdAt: number;
  updatedAt: number;
  removedAt: number | null;
};

/** A row as it was read; `isWhole` is false when damage changed it. */
export type ReadFlowRow = FlowRow & { isWhole: boolean };

/** Rows of the table `flows`. */
export type FlowRows = {
  all(): ReadFlowRow[];
  find(id: string): ReadFlowRow | undefined;
  /** Writes the row, in place of one with its id. */
  put(row: FlowRow): void;
  remove(id: string): void;
};

const COLUMNS = 'id, name, description, revision, status, step_count, created_at, updated_at, removed_at';

export function createFlowRows(database: Database): FlowRows {
  return {
    all: () => database.prepare('SELECT * FROM flows ORDER BY updated_at DESC, id').all().map(readRow),
    find(id) {
      const row = database.prepare('SELECT * FROM flows WHERE id = ?').get(id);
      return row && readRow(row);
    },
    put(row) {
      database
        .prepare(`INSERT OR REPLACE INTO flows (${COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(...valuesOf(row), checksumOfRow(row));
    },
    remove(id) {
      database.prepare('DELETE FROM flows WHERE id = ?').run(id);
    },
  };
}

/** What the row says of its document. */
export function describeDocument({ name, description, steps }: FlowDocument): Partial<FlowRow> {
  return { name, description: description ?? '', stepCount: steps.length };
}

function valuesOf(row: FlowRow): [string, string, string, number, string, number, number, number, number | null] {
  const { id, name, description, revision, status, stepCount, createdAt, updatedAt, removedAt } = row;
  return [id, name, description, revision, status, stepCount, createdAt, updatedAt, removedAt];
}

function checksumOfRow(row: FlowRow): number {
  return checksumOfValues(valuesOf(row));
}

const STATUSES: readonly FlowStatus[] = ['draft', 'active', 'inactive'];

function readRow(row: SqlRow): ReadFlowRow {
  const read: FlowRow = {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    description: textOf(row, 'description'),
    revision: numberOf(row, 'revision'),
    // A status that damage made unknown reads as a draft, which starts nothing.
    status: STATUSES.find((status) => status === row.status) ?? 'draft',
    stepCount: numberOf(row, 'step_count'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    removedAt: row.removed_at === null ? null : numberOf(row, 'removed_at'),
  };
  return { ...read, isWhole: row.status === read.status && checksumOfRow(read) === row.checksum };
}
