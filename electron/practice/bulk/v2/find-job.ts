import { notFound } from '../../api-error.ts';
import type { RestRequest } from '../../rest/request.ts';
import { BulkError } from '../bulk-error.ts';
import { type BulkJob, isFinished, type JobState } from '../job.ts';
import type { BulkJobs } from '../jobs.ts';
import { badBody } from './errors.ts';
import { readMembers } from './read-body.ts';

/** The job of the path. Throws ApiError 404 when there is none of this kind, or it is someone else's. */
export function findJob<Type extends BulkJob['type']>(
  jobs: BulkJobs,
  request: RestRequest,
  type: Type,
): Extract<BulkJob, { type: Type }> {
  const job = jobs.find(request.parameter('id'), request.session.userId);
  if (job?.type !== type) throw notFound();
  return job as Extract<BulkJob, { type: Type }>;
}

/** The state a PATCH asks for. Throws ApiError 400 for anything but the two there are. */
export function readWantedState(request: RestRequest): 'UploadComplete' | 'Aborted' {
  const state = readMembers(request.json(), ['state']).get('state');
  if (state === 'UploadComplete' || state === 'Aborted') return state;
  throw badBody('state must be UploadComplete or Aborted.');
}

/** How messages call the states. Source: "Aborting already Completed Job not allowed". */
const stateWords: Readonly<Record<JobState, string>> = {
  Open: 'Open',
  UploadComplete: 'Closed',
  InProgress: 'In Progress',
  JobComplete: 'Completed',
  Failed: 'Failed',
  Aborted: 'Aborted',
};

/** The refusal of a change of state. */
export function wrongState(doing: 'Closing' | 'Aborting', state: JobState): BulkError {
  return new BulkError('InvalidJobState', `${doing} already ${stateWords[state]} Job not allowed`);
}

/** Forgets a job. Throws BulkError `InvalidJobState` while it can still change. */
export function removeJob(jobs: BulkJobs, job: BulkJob): void {
  if (!isFinished(job)) {
    const reason = `Job must be in state JobComplete, Failed or Aborted to be deleted. Current state: ${job.state}`;
    throw new BulkError('InvalidJobState', reason);
  }
  jobs.remove(job);
}
