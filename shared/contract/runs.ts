import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { isJsonObject } from '../json/json.ts';
import type { PausedRecord } from '../run/breakpoint.ts';
import type { FailedRecord, RunEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import { identifier, jsonObject, reads, requires, timestamp } from './base.ts';
import { forecast } from './forecast.ts';
import { planApplication, planPage } from './plans.ts';
import { emittedRecord, receivedRecord, recordTrace } from './record-trace.ts';
import { rerunOptions, rerunRequest } from './reruns.ts';
import { partOfRun } from './run-scope.ts';

const runState = z.custom<RunState>((value) => isJsonObject(value) && isJsonObject(value.steps));
const runEvents = z.custom<RunEvent[]>(Array.isArray);

export const runSummary = z.object({
  runId: z.string(),
  /** Counts the runs of this computer from 1; what people call a run by. */
  number: z.number(),
  flowId: z.string(),
  flowName: z.string(),
  revision: z.number(),
  status: z.string(),
  trigger: z.string(),
  startedAt: timestamp,
  durationMs: z.number().nullable(),
  /** Records that the sources brought in; those of the trigger where there is no source. */
  records: z.number(),
  failed: z.number(),
  /** What it would have written was withheld and planned. */
  dryRun: z.literal(true).optional(),
  /** The run, step and record that called it; `place` counts the records that the step received. */
  calledBy: z.object({ runId: z.string(), step: z.string(), place: z.number() }).optional(),
});
export type RunSummary = z.infer<typeof runSummary>;

const pausedRecord = z.custom<PausedRecord>(isJsonObject);
const one = z.object({ runId: identifier });
const page = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) };

export const runsContract = {
  /**
   * Starts the stored flow, or a part of it. FLOW_PROBLEMS when a problem lies on a path that would run, RUN_SCOPE_WRONG
   * or RUN_DATA_MISSING when the part can't run.
   */
  start: requires('runFlows')
    .input(
      z.object({
        flowId: identifier,
        parameters: jsonObject.optional(),
        /** Records for the trigger. */
        input: z.array(jsonObject).optional(),
        ...partOfRun,
        /** Reads go out, writes are withheld and planned. */
        dryRun: z.literal(true).optional(),
      }),
    )
    .output(one),
  /** What a run of the stored flow would take. It reads little: how large a file is, how many records a query finds. */
  forecast: requires('runFlows')
    .input(z.object({ flowId: identifier, parameters: jsonObject.optional(), input: z.array(jsonObject).optional() }))
    .output(forecast),
  /** What a dry run withheld. */
  plan: reads.input(z.object({ runId: identifier, ...page })).output(planPage),
  /**
   * Applies the plan of a dry run exactly: plans once more, and where that gives the same, runs under a policy that lets
   * out only what is in the plan. PLAN_NOT_APPLICABLE where there is none, or not all of it, or it was applied before.
   */
  applyPlan: requires('runFlows').input(one).output(planApplication),
  /** The records that a run waits with at its breakpoints; none when it isn't under way. */
  paused: reads.input(one).output(z.object({ paused: z.array(pausedRecord) })),
  /**
   * Lets a run go on with a record that it waits with: as it is, or as it was edited; to the next one or without
   * stopping again. False when it doesn't wait with that any more.
   */
  proceed: requires('runFlows')
    .input(
      z.object({
        runId: identifier,
        pause: z.number().int().min(1),
        record: jsonObject.optional(),
        until: z.enum(['next', 'end']),
      }),
    )
    .output(z.object({ proceeding: z.boolean() })),
  cancel: requires('runFlows')
    .input(one)
    .output(z.object({ cancelling: z.boolean() })),
  /**
   * Lets a run go on that was cut off, stopped or failed; what it did isn't done again. RUN_NOT_RESUMABLE where nothing
   * is kept of what it has to do.
   */
  resume: requires('runFlows').input(one).output(one),
  /**
   * Tries a run again, as a new one that names it. RUN_UNDER_WAY for one that isn’t over, RUN_NOT_RESUMABLE where what it
   * did can't be gone on with, RUN_DATA_MISSING where its data isn't there.
   */
  rerun: requires('runFlows').input(rerunRequest).output(one),
  /** The ways to try a run again, each with what it would leave as it is and what it would do once more. */
  rerunOptions: reads.input(one).output(rerunOptions),
  list: reads
    .input(z.object({ flowId: identifier.optional(), ...page }))
    .output(z.object({ runs: z.array(runSummary), total: z.number() })),
  /** `resumable`: `resume` lets it go on. */
  get: reads.input(one).output(z.object({ summary: runSummary, state: runState, resumable: z.boolean() })),
  /** The newest run of a flow, for the overlay and for sample records. */
  latest: reads
    .input(z.object({ flowId: identifier }))
    .output(z.object({ summary: runSummary, state: runState }).nullable()),
  /** Records that left a step through a port, as far as they were kept. `total` counts those that were kept. */
  records: reads
    .input(z.object({ runId: identifier, step: z.string(), port: z.string(), ...page }))
    .output(z.object({ records: z.array(jsonObject), total: z.number() })),
  /** Records that failed at a step. */
  failures: reads
    .input(z.object({ runId: identifier, step: z.string(), ...page }))
    .output(z.object({ failures: z.array(z.custom<FailedRecord>(isJsonObject)), total: z.number() })),
  /**
   * Shows the folder of a file that a failure of the run is about, in the desktop's file manager; false where that
   * couldn't be done, as in a browser. NOT_FOUND for any other file.
   */
  showFolder: requires('runFlows')
    .input(z.object({ runId: identifier, path: z.string().min(1).max(5_000) }))
    .output(z.object({ shown: z.boolean() })),
  /**
   * Follows a record to what it came of and to what came of it, into the runs that were called for it and back into
   * those that called; empty where the run kept no lineage.
   */
  trace: reads.input(z.union([emittedRecord.extend(one.shape), receivedRecord.extend(one.shape)])).output(recordTrace),
  /** Runs that a run called, by step and record: all of them, those of a step, or the one for a record of that step. */
  called: reads
    .input(z.object({ ...one.shape, step: z.string().optional(), place: z.number().int().min(0).optional(), ...page }))
    .output(z.object({ runs: z.array(runSummary), total: z.number() })),
  /**
   * Forgets a run that has ended: its records, counts and journal are removed for good, and so are the runs that were
   * called for it alone. RUN_UNDER_WAY before that.
   */
  remove: requires('editFlows')
    .input(one)
    .output(z.object({ removed: z.literal(true) })),
  /**
   * Events of a run in order, those after `afterSeq` first from what is kept, then live, several at a time (at most
   * 10 batches a second); ends after `run.finished`.
   */
  watch: reads
    .input(z.object({ runId: identifier, afterSeq: z.number().int().min(0) }))
    .output(eventIterator(runEvents)),
};
