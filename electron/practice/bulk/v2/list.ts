import { ApiError } from '../../api-error.ts';
import { type RestReply, type RestRequest, reply } from '../../rest/request.ts';
import type { BulkJobs } from '../jobs.ts';
import { describeListed } from './job-info.ts';

/**
 * Jobs on one page of a list. The service has 1,000; fewer here, where fewer jobs are kept, so that clients meet a
 * second page.
 */
const pageSize = 100;

const jobTypes = ['Classic', 'V2Ingest', 'V2Query'] as const;

function badParameter(name: string, value: string): ApiError {
  return new ApiError(400, 'API_ERROR', `Invalid value for ${name}: ${value.slice(0, 80)}`);
}

/** The jobs a path lists: those of its own kind and all of v1, narrowed by `jobType` and the other parameters. */
export function listJobs(jobs: BulkJobs, request: RestRequest, kind: 'ingest' | 'query'): RestReply {
  const { query, base, session } = request;
  const jobType = query.get('jobType');
  if (jobType !== null && !jobTypes.some((known) => known === jobType)) throw badParameter('jobType', jobType);
  const pkChunking = query.get('isPkChunkingEnabled');
  if (pkChunking !== null && !/^(true|false)$/i.test(pkChunking)) throw badParameter('isPkChunkingEnabled', pkChunking);
  const mode = query.get('concurrencyMode')?.toLowerCase();
  const own = kind === 'ingest' ? 'V2Ingest' : 'V2Query';
  const matching = jobs.list(session.userId).filter((job) => {
    // No job here is split by primary keys.
    if (pkChunking?.toLowerCase() === 'true') return false;
    if (mode !== undefined && (job.type === 'Classic' ? job.concurrencyMode : 'Parallel').toLowerCase() !== mode) {
      return false;
    }
    return jobType === null ? job.type === own || job.type === 'Classic' : job.type === jobType;
  });
  const locator = query.get('queryLocator');
  // A locator is the id of the first job of its page, so that jobs made meanwhile move nothing.
  const start = locator === null ? 0 : matching.findIndex(({ id }) => id === locator);
  if (start === -1) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  const following = matching[start + pageSize];
  const parameters = new URLSearchParams(query);
  if (following) parameters.set('queryLocator', following.id);
  return reply({
    done: following === undefined,
    records: matching.slice(start, start + pageSize).map(describeListed),
    nextRecordsUrl: following ? `${base}/jobs/${kind}?${parameters}` : null,
  });
}
