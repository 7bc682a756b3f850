import type { Access } from '../access/access.ts';
import type { Areas, OrgArea } from '../areas.ts';
import { dayMs } from '../dates.ts';
import { makeId, parseId } from '../ids.ts';
import { savedObject } from '../oauth/saved.ts';
import type { WriteContext } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { BulkUsage } from './bulk-usage.ts';
import { type BulkJob, isFinished, type JobCommon, weigh } from './job.ts';
import { resumeJob } from './resume.ts';
import { packJobs, unpackJobs } from './saved-jobs.ts';
import { WorkQueue } from './work-queue.ts';

/** What of an org bulk jobs need. */
export interface BulkOrg {
  readonly store: Store;
  readonly access: Access;
  readonly areas: Areas;
  readonly now: () => Date;
}

/** Days after which a finished job is gone. Source: Bulk API limits, "lifetime of batches and jobs". */
const keepDays = 7;

/** Of more jobs, or of jobs that hold more bytes, the oldest finished are dropped. */
const keepAtMost = 400;
const keepBytes = 512 * 1024 * 1024;

/** All bulk jobs of an org, of both versions, oldest first, and the work on them. */
export class BulkJobs implements OrgArea {
  readonly name = 'bulk';
  readonly org: BulkOrg;
  /** What of the day's limits is used. */
  readonly usage: BulkUsage;
  readonly #work = new WorkQueue();
  readonly #jobs = new Map<string, BulkJob>();
  /** Running numbers of the last ids of jobs, batches and results. */
  #numbers = { '750': 0, '751': 0, '752': 0 };

  constructor(org: BulkOrg) {
    this.org = org;
    this.usage = new BulkUsage(org.now);
  }

  /** The next id: `750` for jobs, `751` for batches, `752` for results of v1 queries. */
  takeId(prefix: '750' | '751' | '752'): string {
    this.#numbers[prefix] += 1;
    return makeId(prefix, this.#numbers[prefix]);
  }

  /** What a new job or batch has. */
  start(prefix: '750' | '751'): JobCommon {
    const moment = this.org.now().getTime();
    return { id: this.takeId(prefix), createdAt: moment, modifiedAt: moment };
  }

  /** Keeps a new job. */
  add<Job extends BulkJob>(job: Job): Job {
    this.#dropOld();
    this.#jobs.set(job.id, job);
    this.org.areas.changed(this.name);
    return job;
  }

  #dropOld(): void {
    const oldest = this.org.now().getTime() - keepDays * dayMs;
    let bytes = [...this.#jobs.values()].reduce((sum, job) => sum + weigh(job), 0);
    for (const job of this.#jobs.values()) {
      const isTooMuch = this.#jobs.size >= keepAtMost || bytes > keepBytes;
      if (!isFinished(job) || !(isTooMuch || job.modifiedAt < oldest)) continue;
      bytes -= weigh(job);
      this.#jobs.delete(job.id);
    }
  }

  /** The jobs a user may see, newest first: their own, or all with `ModifyAllData`. */
  list(userId: string): readonly BulkJob[] {
    this.#dropOld();
    const sees = this.org.access.has(userId, 'ModifyAllData');
    return [...this.#jobs.values()].filter((job) => sees || job.createdById === userId).reverse();
  }

  /** The job with this 15- or 18-character id, when the user may see it. */
  find(id: string, userId: string): BulkJob | undefined {
    const job = this.#jobs.get(parseId(id) ?? '');
    if (!job || (job.createdById !== userId && !this.org.access.has(userId, 'ModifyAllData'))) return undefined;
    const isGone = isFinished(job) && job.modifiedAt < this.org.now().getTime() - keepDays * dayMs;
    return isGone ? undefined : job;
  }

  /** Forgets a job. */
  remove(job: BulkJob): void {
    this.#work.cancel(job.id);
    this.#jobs.delete(job.id);
    this.org.areas.changed(this.name);
  }

  /** Notes that the state of a job or batch changed. */
  touch(job: JobCommon): void {
    job.modifiedAt = this.org.now().getTime();
    this.org.areas.changed(this.name);
  }

  /** Begins work on a job. `failed` gets what a step threw. */
  work(job: BulkJob, steps: Iterator<void>, failed: (error: unknown) => void): void {
    this.#work.add(job.id, steps, failed);
  }

  /** Whether a job is being worked on. */
  isWorking(job: BulkJob): boolean {
    return this.#work.has(job.id);
  }

  /** Ends the work on a job where it is. */
  cancel(job: BulkJob): void {
    this.#work.cancel(job.id);
  }

  /** Who writes the records of a job, now. */
  writer(job: BulkJob): WriteContext {
    const { createdById: userId, apiVersion } = job;
    // Source: Change Data Capture guide, `changeOrigin`.
    const origin = `com/salesforce/api/bulkapi/${apiVersion}.0`;
    return { userId, now: this.org.now(), schema: this.org.access.schemaFor(userId), origin };
  }

  /** Ends all work for good. */
  stop(): void {
    this.#work.stop();
  }

  /** Forgets all jobs; their ids are not given again. */
  reset(): void {
    this.#work.stop();
    this.#jobs.clear();
    this.usage.clear();
    this.org.areas.changed(this.name);
  }

  /** The jobs and the last ids. */
  save(): unknown {
    return { numbers: this.#numbers, jobs: packJobs(this.#jobs.values()) };
  }

  /** Takes up what `save` gave, and the work on jobs that waited for it. */
  load(saved: unknown): void {
    const state = savedObject(saved, 'bulk jobs');
    this.#numbers = { ...this.#numbers, ...savedObject(state.numbers, 'bulk job numbers') };
    this.#jobs.clear();
    for (const job of unpackJobs(state.jobs)) {
      this.#jobs.set(job.id, job);
      resumeJob(this, job);
    }
  }
}
