import type { RestRouter } from '../../rest/router.ts';
import { addIngest } from './ingest.ts';
import { addBulkQuery } from './query.ts';

/** Adds Bulk API 2.0. Jobs are those of the org that is called. */
export function addBulkV2(router: RestRouter): void {
  addIngest(router);
  addBulkQuery(router);
}
