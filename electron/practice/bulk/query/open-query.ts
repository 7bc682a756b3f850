import type { QueryRecords } from '../../soql/columns.ts';
import { executeSoql } from '../../soql/execute.ts';
import { BulkError } from '../bulk-error.ts';
import type { BulkJobs } from '../jobs.ts';

/**
 * Runs a query as a user and returns what it found, as it stands now. Throws ApiError for a query that is wrong, and
 * BulkError `FeatureNotEnabled` for what bulk queries do not take: aggregates, lists of children, TYPEOF and OFFSET.
 * Source: Bulk API 2.0, "SOQL Considerations".
 */
export function openBulkQuery(jobs: BulkJobs, userId: string, soql: string, withDeleted: boolean): QueryRecords {
  const { store, access, now } = jobs.org;
  const answer = executeSoql({ store, schema: access.schemaFor(userId), userId, now: now() }, soql, { withDeleted });
  const { features } = answer;
  const refuse = (reason: string) => new BulkError('FeatureNotEnabled', reason);
  if (features.childSubqueries) {
    throw refuse('Aggregate Relationships not supported in Bulk V2 Query with CSV content type');
  }
  if (answer.kind === 'count' || features.aggregate)
    throw refuse('Aggregate functions are not supported in Bulk Query');
  if (features.typeOf) throw refuse('TYPEOF is not supported in Bulk Query');
  if (features.offset) throw refuse('OFFSET is not supported in Bulk Query');
  return answer;
}
