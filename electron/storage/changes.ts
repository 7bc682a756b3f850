import type { Database } from '../ports/database.ts';
import { numberOf } from './context.ts';

/** How often what a person made was changed since the store was made. A backup has the number of its moment. */
export function readChanges(database: Database): number {
  return numberOf(database.prepare("SELECT value FROM facts WHERE name = 'changes'").get() ?? {}, 'value');
}

/** Counts one change; within the transaction of the change itself. */
export function countChange(database: Database): void {
  database.prepare("UPDATE facts SET value = value + 1 WHERE name = 'changes'").run();
}
