import { MillraceError } from '../../shared/errors/index.ts';
import type { Database } from '../ports/database.ts';
import { numberOf } from './context.ts';

/**
 * Brings all of a database's journal into its file and empties the journal. Closing does so too but never tells when it
 * couldn't, so whoever moves or copies the file calls this first. Throws STORE_UNWRITABLE.
 */
export function checkpoint(database: Database, folder: string, schema: 'main' | 'backup' = 'main'): void {
  const result = database.prepare(`PRAGMA ${schema}.wal_checkpoint(TRUNCATE)`).get() ?? {};
  if (numberOf(result, 'busy') === 0) return;
  throw new MillraceError('STORE_UNWRITABLE', { folder, detail: 'Another program is using the file.' });
}
